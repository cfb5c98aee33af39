"""Pictures, further kinds of fields, and readers of what was printed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from PIL import Image
from pypdf import PdfReader

from contracts.form import normal_form
from contracts.programme import Offer, published
from contracts.programme.fields import AnyField, ChoiceField, DateField, NumberField, Rows, TableField, TextField
from contracts.programme.word import Bilingual
from deploy.cli.programme_sample import sample_form
from services.forms.filing import Attached, Filing
from services.forms.form import form_pdf
from services.forms.template_files import form_template
from tests.unit.contracts.complete import offer, programme

CODE = "7K3M-Q9TA-4XWE"
TRACKS = [(code, track) for (code, _), programme in published().items() for track in programme.tracks]
AT = datetime(2024, 6, 30, 17, tzinfo=UTC)
WILD = "{{ 7*7 }}\n“链主”<w:p>&"


def full(code: str, track: str) -> Filing:
    """A form of this track with a long text in each field of many lines, and its pictures."""
    programme = published()[code, 1]
    offer = programme.offers[track]
    form = sample_form(offer)
    form |= {name: f"{name}：{WILD}" for name, field in offer.track.form.fields.items() if getattr(field, "lines", "") == "many"}
    pictured = [kind for kind, material in offer.track.materials.items() if material.pictured]
    files = [Attached(kind, f"{kind}.png", picture(1000, 600)) for kind in pictured]
    files += [Attached(kind, f"{kind}.docx") for kind in offer.track.materials if kind not in pictured]
    return Filing(programme, offer, normal_form(offer, form), tuple(files), AT)


def picture(width: int, height: int, format_: str = "png") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#4a76b8").save(file, format_)
    return file.getvalue()


def pages(content: bytes) -> list[str]:
    """The text of each page without white space, which a reader of PDF puts by the look."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def filing(content: Mapping[str, Any], asked: Offer | None = None, *pictures: bytes) -> Filing:
    """A draft with these pictures."""
    files = tuple(Attached("figure", f"图{number}.png", picture) for number, picture in enumerate(pictures, 1))
    return Filing(programme(), asked or offer(), content, files)


def pdf(content: Mapping[str, Any], asked: Offer | None = None, *pictures: bytes, code: str = CODE) -> bytes:
    return form_pdf(filing(content, asked, *pictures), code, form_template(programme().programme, "chain-case", "typ"))


def printed(content: Mapping[str, Any], asked: Offer | None = None, *pictures: bytes) -> list[str]:
    return pages(pdf(content, asked, *pictures))


def with_body(fields: Mapping[str, AnyField], header: Mapping[str, AnyField] | None = None) -> Offer:
    """The track with another form: these fields are its body."""
    track = offer().track
    form = track.form.model_copy(update={"header": dict(header or {}), "body": dict(fields), "beside": {}})
    return Offer(track.model_copy(update={"form": form}), offer().choices)


def titled(name: str) -> dict[str, Any]:
    return {"title": Bilingual(zh=name, en=name), "source": "operator"}


def every_kind() -> dict[str, AnyField]:
    """What other programmes ask for in the body: figures, days, several choices, tables."""
    columns: dict[str, Any] = {
        "name": TextField(kind="text", limit=60, **titled("企业名称")),
        "output": NumberField(kind="number", unit="亿元", decimals=2, **titled("产值")),
    }
    rows = Rows.model_validate({"least": 1, "most": 500, "source": "operator"})
    return {
        "count": NumberField(kind="number", unit="家", **titled("中小企业数量")),
        "founded": DateField(kind="date", **titled("成立日期")),
        "directions": ChoiceField(kind="choice", of="industries", most=3, **titled("案例方向")),
        "members": TableField(kind="table", columns=columns, rows=rows, **titled("集群企业")),
    }
