"""What cannot be kept is refused as it comes in, and the place is named."""

from __future__ import annotations

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusal import Refusal
from services.chassis.api.bodies import parse

KEY = {"Idempotency-Key": "k1", "Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        (rb'{"title": "ab\u0000cd"}', "nul-character", "/title"),
        (b'{"title": "ab\x00cd"}', "nul-character", "/title"),
        (rb'{"anything": {"a/b": [1, "\ud83d"]}}', "lone-surrogate", "/anything/a~1b/1"),
        (b'{"title": "\xed\xa0\xbd"}', "lone-surrogate", "/title"),
        (b'{"size": 9223372036854775808}', "number-out-of-range", "/size"),
        (b'{"size": -9223372036854775809}', "number-out-of-range", "/size"),
        (b'{"size": 1' + b"0" * 5_000 + b"}", "number-out-of-range", "/size"),
        (b'{"size": 1e400}', "not-finite", "/size"),
        (b'{"size": NaN}', "not-finite", "/size"),
        (b'{"anything": ' + b"[" * 100 + b"]" * 100 + b"}", "nested-too-deep", "/anything" + "/0" * 63),
        (b"[" * 100_000, "nested-too-deep", ""),
        (b'{"title": "abc", "title": "abd"}', "repeated", "/title"),
        (b'{"anything": [{}, {"a/b": {"c": 1, "d": 2, "c": 1}}]}', "repeated", "/anything/1/a~1b/c"),
        (b'{"title": "' + b"1" * 20 + b'", "size": 1, "size": 1}', "repeated", "/size"),
        (b'{"title": "abc",}', "invalid-json", ""),
        (b'{"title": "abc"', "invalid-json", ""),
        (b"", "invalid-json", ""),
        (b'{"title": "\xff\xfe"}', "not-utf-8", ""),
        (b'\xef\xbb\xbf{"title": "abc"}', "invalid-json", ""),
    ],
)
def test_a_body_that_cannot_be_kept_is_refused_with_its_place(body: bytes, code: str, pointer: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(body, depth=64)
    assert refused.value.slug == "malformed-request"
    assert [(fault.code, fault.pointer) for fault in refused.value.faults] == [(code, pointer)]


def test_every_wrong_place_is_named_and_the_list_is_bounded() -> None:
    with pytest.raises(Refusal) as refused:
        parse(rb'["\u0000", 1, "\u0000", 99999999999999999999]', depth=64)
    assert [fault.pointer for fault in refused.value.faults] == ["/0", "/2", "/3"]
    with pytest.raises(Refusal) as refused:
        parse(b"[" + b",".join([rb'"\u0000"'] * 5_000) + b"]", depth=64)
    assert len(refused.value.faults) == 20


@pytest.mark.parametrize(
    "body",
    [
        rb'"a backslash and \\u0000, not a NUL"',
        b'"6222021234567890123456"',  # a bank account's digits are text
        b"9223372036854775807",
        b"-9223372036854775808",
        b"[" + b"[]," * 500 + b"[]]",
        rb'"\ud83d\ude00"',
    ],
)
def test_what_only_looks_like_trouble_is_read(body: bytes) -> None:
    assert parse(body, depth=64) == orjson.loads(body)


_KEPT = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("字ab\n0", max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("字ab/~", max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(_KEPT)
def test_every_value_that_can_be_kept_is_read_as_it_is(value: object) -> None:
    assert parse(orjson.dumps(value), depth=64) == value


async def test_over_http_such_a_body_is_400_and_nothing_is_called(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/notes", content=rb'{"title": "ab\u0000"}', headers=KEY)
    assert (reply.status_code, reply.json()["type"]) == (400, "/problems/malformed-request")
    assert reply.json()["errors"][0]["pointer"] == "/title"


async def test_another_content_type_is_415(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/notes", content=b"title=abc", headers=KEY | {"Content-Type": "text/plain"})
    assert (reply.status_code, reply.json()["type"]) == (415, "/problems/unsupported-media-type")
    assert reply.json()["errors"][0]["actual"] == "text/plain"


@pytest.mark.parametrize("address", ["/v1/notes/a%00b", "/v1/notes/a?size=%00"])
async def test_a_nul_in_the_address_is_400(client: httpx.AsyncClient, address: str) -> None:
    reply = await client.get(address)
    assert (reply.status_code, reply.json()["type"]) == (400, "/problems/malformed-request")
