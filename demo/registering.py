"""An organisation that files for itself."""

from __future__ import annotations

from typing import Any, Literal

from contracts.roles import Role
from demo.application import Application
from demo.data.person import Person
from demo.desk import Desk
from demo.people import People
from deploy.local.people import Holder

Kind = Literal["enterprise", "provider"]


def desk_of(people: People, kind: Kind, uscc: str, who: Person) -> Desk:
    """Who files for it."""
    return people.desk(Holder(Role(kind), f"{kind}-{uscc}", who.name, organisation=uscc))


async def register(desk: Desk, kind: Kind, content: dict[str, Any]) -> None:
    """单位登记, as its form has it."""
    entry = {
        "uscc": content["uscc"],
        "name": content["name"],
        "kind": kind,
        "region": content["address"]["region"],
        "street": content["address"]["detail"],
        "contact": {"name": content["contact"], "phone": content["phone"], "email": content["email"]},
    }
    await desk.post("/v1/organisations", entry)


async def begun(desk: Desk, call: dict[str, str], content: dict[str, Any]) -> Application:
    """An application of the organisation, with its draft written."""
    application = Application(desk, call, content)
    await application.begin_for({"applicant": content["uscc"]})
    await application.write()
    return application
