"""A form filled in as its programme asks for it, for trying a programme out: each value the shortest that passes, nothing of it true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stdnum.cn import uscc

from contracts.form import MaterialFacts, form_code, normal_form, row_keys
from contracts.programme import Offer
from contracts.programme.choices import ChoiceSet
from contracts.programme.fields import AnyField, TableField
from contracts.programme.materials import FileType
from contracts.regions import NATION, Level, counties, find_region
from contracts.reporting import reporting_authority

Choices = Mapping[str, ChoiceSet]
_NUMBER = 1000


def sample_form(offer: Offer, region: str = "130102", /, **given: Any) -> dict[str, Any]:
    """A content for the offer's form in a county, with what is ``given`` in it; options that others exclude are not chosen."""
    content: dict[str, Any] = {}
    for name, field in offer.track.form.fields.items():
        if field.kind != "computed" and (field.required or name in given):
            content[name] = given[name] if name in given else _value(field, offer.choices, region, len(content))
    for name, field in offer.track.form.fields.items():
        same = getattr(field, "same_as", None)
        if same and name not in given:
            content[name] = content[same]
    return content


def sample_uscc(number: int, division: str = "130102") -> str:
    """A right code that nobody has."""
    stem = f"91{division}MA{_NUMBER + number:07d}"
    return stem + str(uscc.calc_check_digit(stem))


def sample_materials(offer: Offer, content: Mapping[str, Any]) -> list[MaterialFacts]:
    """The required materials of a form with this content, as they would be measured."""
    files: list[MaterialFacts] = []
    for kind, material in offer.track.materials.items():
        rows: list[str | None] = list(row_keys(offer, content, material.per)) if material.per else [None]
        for row in rows if material.required and not material.prints else ():
            for _ in range(max(material.count.least or 1, 1)):
                size, media = max(material.bytes.least or 0, 1000), material.types[0].media_type
                side = 1000 if material.types[0] in (FileType.PNG, FileType.JPEG) else None
                pages = 1 if media == FileType.PDF.media_type else None
                files.append(MaterialFacts(kind, f"{len(files):064x}", size, media, side, side, pages, row, None, f"{kind}.{media[-3:]}"))
    for kind, material in offer.track.materials.items():
        if material.prints and material.required:
            code = form_code(offer, normal_form(offer, content), files)
            files.append(MaterialFacts(kind, f"{len(files):064x}", 1000, material.types[0].media_type, pages=1, form_code=code))
    return files


def _value(field: AnyField, choices: Choices, region: str, number: int) -> Any:
    return _VALUES[field.kind](field, choices, region, number)


def _choice(field: Any, choices: Choices, _region: str, _number: int) -> Any:
    options = list(choices[field.of].options)
    return options[0] if field.most == 1 else options[: field.least]


def _table(field: TableField, choices: Choices, region: str, number: int) -> list[dict[str, Any]]:
    rows = range(max(field.rows.least, 1))
    return [
        {
            name: _value(column, choices, region, 100 * (number + 1) + row)
            for name, column in field.columns.items()
            if column.kind != "computed"
        }
        for row in rows
    ]


def _region(field: Any, _choices: Choices, region: str, _number: int) -> str:
    lengths, level = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6}, field.levels[-1]
    if level == "reporting-authority":
        authority = reporting_authority(region)
        return authority.code if authority else region[:2]
    return NATION if level is Level.NATION else region[: lengths[level]]


def _address(field: Any, _choices: Choices, region: str, _number: int) -> dict[str, str]:
    within = field.within or region[:2]
    if region.startswith(within):
        return {"region": region, "detail": "示例路1号"}
    inside = counties(within)
    return {"region": inside[0].code if inside else str(find_region(within)), "detail": "示例路1号"}


_VALUES: dict[str, Callable[[Any, Choices, str, int], Any]] = {
    "text": lambda field, *_: "示例" if field.limit == "unlimited" or field.limit >= len("示例") else "例",
    "choice": _choice,
    "number": lambda field, *_: max(field.least or 0, 1) if field.most is None else min(max(field.least or 0, 1), field.most),
    "date": lambda field, *_: (field.after or field.before).isoformat() if field.after or field.before else "2024-01-01",
    "uscc": lambda _field, _choices, region, number: sample_uscc(number, region.ljust(6, "0")),
    "person": lambda *_: "张三",
    "phone": lambda *_: "13800138000",
    "email": lambda *_: "zhang@example.cn",
    "digits": lambda field, *_: "1" * field.least,
    "address": _address,
    "region": _region,
    "table": _table,
}
