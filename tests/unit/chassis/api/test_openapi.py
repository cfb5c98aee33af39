"""The document tells the problems, the headers and the credentials as they are."""

from __future__ import annotations

import httpx


async def test_each_operation_names_its_problems(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    write = document["paths"]["/v1/notes"]["post"]
    assert {"201", "400", "401", "409", "413", "415", "422", "500", "503"} == set(write["responses"])
    refused = write["responses"]["422"]["content"]
    assert list(refused) == ["application/problem+json"]
    assert set(refused["application/problem+json"]["examples"]) == {"invalid-content", "idempotency-key-reused"}
    edit = document["paths"]["/v1/notes/{id}"]["put"]
    assert {"412", "428"} <= set(edit["responses"])
    assert "HTTPValidationError" not in str(document)


async def test_headers_that_must_be_there_are_required(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    [key] = [it for it in document["paths"]["/v1/notes"]["post"]["parameters"] if it["in"] == "header"]
    assert (key["name"].lower(), key["required"]) == ("idempotency-key", True)


async def test_people_and_systems_can_authenticate(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert set(document["components"]["securitySchemes"]) == {"bearer", "key"}
    assert document["paths"]["/v1/who"]["get"]["security"] == [{"bearer": []}, {"key": []}, {}]
