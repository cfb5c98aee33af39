"""Commands and edits that are refused as such."""

from __future__ import annotations

from demo.chain.enterprise import Enterprise
from demo.data.codes import with_wrong_check


async def wrong_check_character(one: Enterprise) -> None:
    await one.register(uscc=with_wrong_check(one.company.uscc))


async def without_tax_certificate(one: Enterprise) -> None:
    await one.take_off("tax")
    await one.submit_as_it_stands()


async def tax_certificate(one: Enterprise) -> None:
    for paper in await one.papers():
        if paper.kind == "tax":
            await one.send(paper)


async def stale(one: Enterprise) -> None:
    read_before = one.edition
    await one.write()
    await one.desk.put(f"{one.path}/form", {"form": one.content}, read_before)


async def blind(one: Enterprise) -> None:
    await one.desk.put(f"{one.path}/form", {"form": one.content}, None)


async def edited_after_sealing(one: Enterprise) -> None:
    await one.seal()
    await one.write(problems=one.content["problems"].replace("建议", "希望"))
    await one.submit()


async def code_of_the_print_before(one: Enterprise) -> None:
    before = await one.refresh()
    await one.write(problems=one.content["problems"].replace("建议", "期望"))
    await one.send(await one.scan(), form_code=before["check"]["form_code"])


async def twice(one: Enterprise) -> None:
    await one.submit_as_it_stands()


async def other_body_under_one_key(one: Enterprise) -> None:
    await one.desk.post("/v1/applications", one.round.call | {"applicant": one.company.uscc, "round": "2025-05"}, key=one.begun_under)


async def second_application(one: Enterprise) -> None:
    await one.desk.post("/v1/applications", one.round.call | {"applicant": one.company.uscc})
