"""What is attached: large pictures, charts with an editable version, tables, and the texts of policies."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from docx import Document
from openpyxl import Workbook
from PIL import Image, ImageDraw

from demo.clusters.filers import Cluster, Practice
from demo.clusters.writing import practice
from demo.papers.drawing import encoded, font
from demo.papers.paper import Paper
from demo.papers.typesetting import typeset

_PHOTO, _CHART = (1800, 1200), (1200, 800)  # px
_GRAIN = 84.0  # of the picture, as a camera's sensor has it in the evening: what makes a JPEG large
_STEPS = ("原料检验", "成形加工", "在线检测", "表面处理", "质量追溯", "包装入库")


def of_cluster(cluster: Cluster) -> Iterator[Paper]:
    """A photograph, a flow chart as a picture and to edit, and a table to edit."""
    yield Paper("picture", "主导产品照片.jpg", _photo(f"{cluster.name}  {cluster.product}"))
    yield Paper("chart", "工作流程图.png", flow_chart(cluster))
    yield Paper("editable", "工作流程图.docx", _editable_chart(cluster))
    yield Paper("editable", "主要指标表.xlsx", _table(cluster))


def small_picture() -> Paper:
    """Far below 2 MB."""
    return Paper("picture", "缩略图.jpg", encoded(Image.new("RGB", (640, 480), "#d9e2ec"), "JPEG"))


def of_practice(one: Practice) -> Iterator[Paper]:
    """政策原文, as it was issued and to edit."""
    paragraphs = practice(one)["policies"].split("\n")
    data = {"title": one.policy, "number": one.number, "issuer": f"{one.name}工业和信息化主管部门", "paragraphs": paragraphs}
    yield Paper("policy", f"{one.policy}.pdf", typeset("policy", data))
    yield Paper("policy", f"{one.policy}.docx", _document(one.policy, [one.number, *paragraphs]))


def _photo(caption: str) -> bytes:
    """JPEG of the product in its hall, 2 MB and more."""
    grain = Image.merge("RGB", [Image.effect_noise(_PHOTO, _GRAIN)] * 3)
    light = Image.linear_gradient("L").resize(_PHOTO).convert("RGB")
    picture = Image.blend(grain, light, 0.35)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, _PHOTO[1] - 90, *_PHOTO), fill="#1f2d3d")
    draw.text((40, _PHOTO[1] - 45), caption, fill="#ffffff", font=font(36), anchor="lm")
    file = BytesIO()
    picture.save(file, "JPEG", quality=97, subsampling=0)
    return file.getvalue()


def flow_chart(cluster: Cluster) -> bytes:
    """PNG, not compressed, as drawing programs export it."""
    picture = Image.new("RGB", _CHART, "#ffffff")
    draw = ImageDraw.Draw(picture)
    draw.text((_CHART[0] // 2, 70), f"{cluster.name}“{cluster.brand}”工作流程图", fill="#1f2d3d", font=font(40), anchor="mm")
    for number, step in enumerate(_STEPS):
        left, top = 90 + number % 3 * 360, 220 + number // 3 * 260
        draw.rounded_rectangle((left, top, left + 280, top + 130), 18, fill="#d6e6ff", outline="#1f2d3d", width=3)
        draw.text((left + 140, top + 65), f"{number + 1}. {step}", fill="#1f2d3d", font=font(30), anchor="mm")
        if number % 3 < 2:
            draw.line((left + 280, top + 65, left + 360, top + 65), fill="#1f2d3d", width=4)
    file = BytesIO()
    picture.save(file, "PNG", compress_level=0)
    return file.getvalue()


def _editable_chart(cluster: Cluster) -> bytes:
    return _document(f"{cluster.name}“{cluster.brand}”工作流程图", [f"{number}. {step}" for number, step in enumerate(_STEPS, start=1)])


def _document(title: str, paragraphs: list[str]) -> bytes:
    document = Document()
    document.add_heading(title, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _table(cluster: Cluster) -> bytes:
    book = Workbook()
    book.active.append(["环节", "责任单位", "完成标志"])
    for step in _STEPS:
        book.active.append([step, cluster.name, "数据上传平台"])
    file = BytesIO()
    book.save(file)
    return file.getvalue()
