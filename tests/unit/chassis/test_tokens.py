"""Only a token that our issuer signed for us, and that is in time, names anybody."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import orjson
import pytest

from contracts.refusal import Refusal
from services.chassis.clock import ManualClock
from services.chassis.issuer import Person, RefusedInProduction, ensure_keys, issue
from services.chassis.keysets import KeyFile, KeySet
from services.chassis.settings import Bus, Cursor, Links, Mail, Oidc, Settings, Sms, Store
from services.chassis.tokens import Tokens
from services.chassis.unavailable import Unavailable

NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)
LI = Person(("county",), ("130102",), "911301000000000000", "li", "李")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(oidc=Oidc(keys=tmp_path, jwks=str(ensure_keys(tmp_path)), issuer="https://issuer", leeway=30))


@pytest.fixture
def tokens(settings: Settings, clock: ManualClock) -> Tokens:
    return Tokens(settings.oidc, clock=clock)


@pytest.fixture
def signed(settings: Settings) -> Callable[..., str]:
    """A token with these claims changed (None: left out), by the issuer's own key."""
    key = orjson.loads((settings.oidc.keys / "private.json").read_bytes())

    def of(headers: dict[str, Any] | None = None, **changed: Any) -> str:
        claims = {"iss": "https://issuer", "aud": "lianzhu", "sub": "li", "exp": int(NOW.timestamp()) + 3600, "roles": ["county"]}
        kept = {name: value for name, value in (claims | changed).items() if value is not None}
        return jwt.encode(kept, jwt.PyJWK(key), algorithm="ES256", headers={"kid": key["kid"]} | (headers or {}))

    return of


async def refused(tokens: Tokens, token: str) -> str:
    with pytest.raises(Refusal) as refusal:
        await tokens.principal(token)
    assert refusal.value.slug == "unauthenticated"
    return refusal.value.text.en


async def test_a_good_token_names_its_person(tokens: Tokens, settings: Settings, clock: ManualClock) -> None:
    person = await tokens.principal(issue(settings, LI, clock=clock))
    assert (person.subject, person.name, person.kind) == ("https://issuer#li", "李", "person")
    assert (person.roles, person.regions, person.organisation) == (frozenset({"county"}), ("130102",), "911301000000000000")


async def test_an_unsigned_token_is_refused(tokens: Tokens, signed: Callable[..., str]) -> None:
    payload = signed().split(".")[1]
    head = base64.urlsafe_b64encode(orjson.dumps({"alg": "none", "typ": "JWT"})).rstrip(b"=").decode()
    assert "algorithm" in await refused(tokens, f"{head}.{payload}.")


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    tokens: Tokens, settings: Settings, signed: Callable[..., str]
) -> None:
    public = (settings.oidc.keys / "jwks.json").read_bytes()
    header = orjson.dumps({"alg": "HS256", "typ": "JWT", "kid": jwt.get_unverified_header(signed())["kid"]})
    head = base64.urlsafe_b64encode(header).rstrip(b"=").decode()
    content = f"{head}.{signed().split('.')[1]}"
    mac = base64.urlsafe_b64encode(hmac.digest(public, content.encode(), "sha256")).rstrip(b"=").decode()
    assert "algorithm" in await refused(tokens, f"{content}.{mac}")


async def test_a_token_of_another_issuer_with_the_same_key_id_is_refused(
    tokens: Tokens, settings: Settings, signed: Callable[..., str], tmp_path: Path
) -> None:
    kid = jwt.get_unverified_header(signed())["kid"]
    ensure_keys(tmp_path / "other")
    other = orjson.loads((tmp_path / "other" / "private.json").read_bytes())
    claims = {"iss": "https://issuer", "aud": "lianzhu", "sub": "li", "exp": 9e9}
    assert "signature" in await refused(tokens, jwt.encode(claims, jwt.PyJWK(other), algorithm="ES256", headers={"kid": kid}))
    assert "unknown key" in await refused(tokens, jwt.encode(claims, jwt.PyJWK(other), algorithm="ES256", headers={"kid": "other"}))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"aud": "another"}, "audience"),
        ({"aud": None}, "lacks"),
        ({"iss": "https://evil"}, "issuer"),
        ({"sub": None}, "lacks"),
        ({"exp": None}, "lacks"),
        ({"exp": int(NOW.timestamp()) - 31}, "expired"),
        ({"nbf": int(NOW.timestamp()) + 31}, "not valid yet"),
        ({"exp": "soon"}, "not a number"),
        ({"roles": "county"}, "not a list"),
        ({"roles": [1]}, "not a list"),
        ({"regions": [""]}, "not a list"),
        ({"regions": ["13*"]}, "division codes"),
        ({"organisation": ["a"]}, "not text"),
    ],
)
async def test_a_token_with_a_wrong_claim_is_refused(
    tokens: Tokens, signed: Callable[..., str], changed: dict[str, Any], said: str
) -> None:
    assert said in await refused(tokens, signed(**changed))


async def test_a_little_difference_of_clocks_is_forgiven(tokens: Tokens, signed: Callable[..., str]) -> None:
    for changed in ({"exp": int(NOW.timestamp()) - 29}, {"nbf": int(NOW.timestamp()) + 29}):
        assert (await tokens.principal(signed(**changed))).subject == "https://issuer#li"


async def test_a_token_that_was_good_is_refused_once_it_has_expired(tokens: Tokens, signed: Callable[..., str], clock: ManualClock) -> None:
    token = signed(exp=int(NOW.timestamp()) + 10)
    await tokens.principal(token)
    clock.advance(timedelta(seconds=39))
    await tokens.principal(token)
    clock.advance(timedelta(seconds=2))
    assert "expired" in await refused(tokens, token)


async def test_roles_may_lie_deeper_in_the_token(settings: Settings, clock: ManualClock, signed: Callable[..., str]) -> None:
    oidc = settings.oidc.model_copy(update={"roles_claim": "realm_access.roles"})
    person = await Tokens(oidc, clock=clock).principal(signed(realm_access={"roles": ["city"]}))
    assert person.roles == {"city"}


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 10_000, "\udcff.é.字"])
async def test_rubbish_is_refused(tokens: Tokens, token: str) -> None:
    await refused(tokens, token)


async def test_two_makers_of_keys_agree_on_one_pair(tmp_path: Path) -> None:
    first = ensure_keys(tmp_path).read_bytes()
    assert ensure_keys(tmp_path).read_bytes() == first
    assert b'"d"' not in first
    assert (tmp_path / "private.json").stat().st_mode & 0o077 == 0


def test_a_production_platform_issues_no_development_tokens(tmp_path: Path) -> None:
    production = Settings(
        environment="production",
        store=Store.model_validate({"uri": "mongodb://mongo/?replicaSet=rs0"}),
        bus=Bus(servers="kafka:9092"),
        oidc=Oidc(issuer="https://login.gov.cn", jwks="https://login.gov.cn/jwks", keys=tmp_path),
        cursor=Cursor.model_validate({"secret": "0123456789abcdef"}),
        mail=Mail(host="mail.gov.cn", security="tls", sender="tongzhi@gov.cn"),
        sms=Sms(gateway="none"),
        links=Links.model_validate({name: f"https://{name}.gov.cn" for name in Links.model_fields}),
    )
    with pytest.raises(RefusedInProduction):
        issue(production, LI)


class Source:
    """A key set that a test changes or takes away, and that counts how often it is asked."""

    def __init__(self, content: bytes | None) -> None:
        self.content = content
        self.asked = 0

    async def fetch(self) -> bytes:
        self.asked += 1
        if self.content is None:
            raise Unavailable("issuer")
        return self.content


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_keys_are_fetched_again_for_an_unknown_id_but_not_at_every_call(tmp_path: Path) -> None:
    seconds, source = Seconds(), Source(ensure_keys(tmp_path).read_bytes())
    keys = KeySet(source, keep=300, pause=10, seconds=seconds)
    [kid] = [key["kid"] for key in orjson.loads(source.content or b"")["keys"]]
    assert await keys.key(kid)
    for _ in range(5):
        assert await keys.key("unknown") is None
    assert source.asked == 1
    seconds.now = 10
    await keys.key("unknown")
    assert source.asked == 2


async def test_known_keys_stay_good_while_the_issuer_is_away(tmp_path: Path) -> None:
    seconds, source = Seconds(), Source(ensure_keys(tmp_path).read_bytes())
    keys = KeySet(source, keep=300, pause=10, seconds=seconds)
    [kid] = [key["kid"] for key in orjson.loads(source.content or b"")["keys"]]
    await keys.key(kid)
    source.content, seconds.now = None, 1_000
    assert await keys.key(kid)


async def test_without_any_key_the_issuer_is_away_and_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await KeySet(KeyFile(tmp_path / "none.json")).key("a")
    with pytest.raises(Unavailable):
        await KeySet(Source(b"<html>")).key("a")


async def test_a_symmetric_key_in_the_set_is_not_used() -> None:
    content = orjson.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "a", "alg": "HS256"}]})
    assert await KeySet(Source(content)).key("a") is None
