"""Pictures, further kinds of fields, and readers of what was printed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image
from pypdf import PdfReader

from contracts.programme import Offer
from contracts.programme.fields import AnyField, ChoiceField, DateField, NumberField, Rows, TableField, TextField
from contracts.programme.word import Bilingual
from services.intake.documents.form import form_pdf
from tests.unit.contracts.complete import offer, programme

CODE = "7K3M-Q9TA-4XWE"


def picture(width: int, height: int, format_: str = "png") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#4a76b8").save(file, format_)
    return file.getvalue()


def pages(pdf: bytes) -> list[str]:
    """The text of each page without white space, which a reader of PDF puts by the look."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def printed(content: Mapping[str, Any], asked: Offer | None = None, *pictures: bytes) -> list[str]:
    return pages(form_pdf(asked or offer(), programme(), content, pictures, CODE))


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
