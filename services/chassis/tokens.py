"""Bearer tokens of people: OIDC access tokens (JWT), verified against the issuer's public keys."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt

from contracts.refusal import Refusal, Text
from services.chassis.clock import Clock, SystemClock
from services.chassis.identity import Principal
from services.chassis.keysets import KeySet, source
from services.chassis.settings import Oidc

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Asymmetric ones only: with ``none`` or a shared secret anybody who knows the public key could sign."""

_LONGEST = 8_192  # characters of a token
_KNOWN = 10_000  # verified tokens kept
_KEPT = 300.0  # seconds after which a token is verified again, so that a key that the issuer removed stops counting


class InvalidToken(Exception):
    """The token proves nothing; ``text`` may be shown to the caller."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


def unauthenticated(text: Text) -> Refusal:
    """A 401; the API adds ``WWW-Authenticate``."""
    return Refusal("unauthenticated", text)


@dataclass(frozen=True, slots=True)
class _Verified:
    principal: Principal
    until: float


class Tokens:
    """Verifies tokens, and remembers the verified ones by digest until they expire."""

    def __init__(self, settings: Oidc, keys: KeySet | None = None, clock: Clock | None = None) -> None:
        self._settings = settings
        self._keys = keys or KeySet(source(settings.jwks))
        self._clock = clock or SystemClock()
        self._known: OrderedDict[bytes, _Verified] = OrderedDict()

    async def principal(self, token: str) -> Principal:
        """Who the token speaks for; a Refusal (401) where it is not good."""
        digest = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
        now = self._clock.now().timestamp()
        known = self._known.get(digest)
        if known is not None and known.until > now:
            return known.principal
        try:
            verified = await self._verify(token, now)
        except InvalidToken as invalid:
            raise unauthenticated(invalid.text) from invalid
        self._remember(digest, verified)
        return verified.principal

    def _remember(self, digest: bytes, verified: _Verified) -> None:
        self._known[digest] = verified
        self._known.move_to_end(digest)
        while len(self._known) > _KNOWN:
            self._known.popitem(last=False)

    async def _verify(self, token: str, now: float) -> _Verified:
        if len(token) > _LONGEST:
            raise InvalidToken(f"令牌过长（上限 {_LONGEST} 个字符）", f"The token is too long (at most {_LONGEST} characters)")
        if not token.isascii():
            raise InvalidToken("令牌格式有误", "The token is malformed")
        claims = await self._claims(token)
        self._in_time(claims, now)
        until = min(float(claims["exp"]) + self._settings.leeway, now + _KEPT)
        return _Verified(principal_of(claims, self._settings), until)

    async def _claims(self, token: str) -> Mapping[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS:
                raise InvalidToken("令牌的签名算法不被接受", "The token's signature algorithm is not accepted")
            key = await self._keys.key(str(header.get("kid")))
            if key is None:
                raise InvalidToken("令牌由未知密钥签名", "The token is signed with an unknown key")
            # An algorithm belongs to a key: the key's own, never the one that the token asks for.
            wanted = self._settings
            return jwt.decode(token, key, [key.algorithm_name], options=_CLAIMS, audience=wanted.audience, issuer=wanted.issuer)
        except jwt.PyJWTError as error:
            raise _explained(error) from error

    def _in_time(self, claims: Mapping[str, Any], now: float) -> None:
        try:
            expires, begins = float(claims["exp"]), float(claims.get("nbf", 0))
        except (TypeError, ValueError) as error:
            raise InvalidToken("令牌的有效期不是数字", "The token's exp or nbf is not a number") from error
        if expires + self._settings.leeway <= now:
            moment = datetime.fromtimestamp(expires, UTC).isoformat() if 0 <= expires < 1e11 else str(expires)
            raise InvalidToken(f"令牌已于 {moment} 过期", f"The token expired at {moment}")
        if begins - self._settings.leeway > now:
            raise InvalidToken("令牌尚未生效", "The token is not valid yet")


# exp and nbf are judged by our own clock, not by PyJWT's
_CLAIMS: Any = {"require": ["exp", "iss", "aud", "sub"], "verify_exp": False, "verify_nbf": False, "verify_iat": False}

_REASONS: tuple[tuple[type[jwt.PyJWTError], str, str], ...] = (
    (jwt.InvalidAudienceError, "令牌不是签发给本平台的（aud）", "The token was issued for another audience (aud)"),
    (jwt.InvalidIssuerError, "令牌的签发者不被接受（iss）", "The token's issuer is not accepted (iss)"),
    (jwt.MissingRequiredClaimError, "令牌缺少必需的声明", "The token lacks a required claim"),
    (jwt.InvalidSignatureError, "令牌的签名不正确", "The token's signature is wrong"),
)


def _explained(error: jwt.PyJWTError) -> InvalidToken:
    for kind, zh, en in _REASONS:
        if isinstance(error, kind):
            return InvalidToken(zh, en)
    return InvalidToken("令牌格式有误", "The token is malformed")


def principal_of(claims: Mapping[str, Any], settings: Oidc) -> Principal:
    """The caller that verified claims describe; a claim of the wrong form is an InvalidToken, never a wider right."""
    organisation = _claim(claims, settings.organisation_claim)
    if organisation is not None and not isinstance(organisation, str):
        raise InvalidToken("令牌中的单位代码格式有误", "The token's organisation claim is not text")
    regions = _words(claims, settings.regions_claim)
    if not all(region.isascii() and region.isdigit() for region in regions):
        raise InvalidToken("令牌中的行政区划代码格式有误", "The token's regions are not division codes")
    return Principal(
        subject=f"{claims['iss']}#{claims['sub']}",
        name=str(claims.get("name", "")),
        roles=frozenset(_words(claims, settings.roles_claim)) or frozenset({"public"}),
        regions=regions,
        organisation=organisation,
    )


def _words(claims: Mapping[str, Any], path: str) -> tuple[str, ...]:
    value = _claim(claims, path)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise InvalidToken(f"令牌的声明 {path} 不是文本列表", f"The token's claim {path} is not a list of words")
    return tuple(value)


def _claim(claims: Mapping[str, Any], path: str) -> object:
    """A claim by name, or by the path to it (``realm_access.roles``)."""
    value: object = claims
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
