from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from contracts.form import check_form
from contracts.programme.programmes import Programmes
from contracts.reporting import reporting_authority
from demo.clusters.attachments import of_cluster, of_practice, small_picture
from demo.clusters.call import CASE, PRACTICE, PROGRAMME
from demo.clusters.filers import Cluster, Practice, filers
from demo.clusters.writing import cluster_case, practice

LARGE = 2_000_000  # bytes


@pytest.mark.parametrize("cluster", filers().clusters, ids=lambda one: one.key)
def test_the_form_of_a_cluster_has_no_fault(cluster: Cluster) -> None:
    assert check_form(Programmes.all_published().newest(PROGRAMME).offers[CASE], cluster_case(cluster)) == []
    authority = reporting_authority(cluster.region)
    assert authority is not None
    assert authority.code == cluster.office


@pytest.mark.parametrize("one", filers().practices, ids=lambda one: one.key)
def test_the_form_of_a_practice_has_no_fault_and_names_its_policy(one: Practice) -> None:
    content = practice(one)
    assert check_form(Programmes.all_published().newest(PROGRAMME).offers[PRACTICE], content) == []
    assert one.policy in content["policies"]


def test_one_to_three_directions_are_chosen_and_another_one_is_named() -> None:
    counts = {len(cluster.directions) for cluster in filers().clusters}
    assert counts == {1, 2, 3}
    assert any(isinstance(direction, dict) for cluster in filers().clusters for direction in cluster.directions)


def test_pictures_are_real_and_large_and_the_spoilt_one_is_small() -> None:
    papers = {paper.name: paper for paper in of_cluster(filers().clusters[0])}
    for name, kind in (("主导产品照片.jpg", "JPEG"), ("工作流程图.png", "PNG")):
        assert len(papers[name].content) >= LARGE
        picture = Image.open(BytesIO(papers[name].content))
        picture.load()
        assert picture.format == kind
    assert len(small_picture().content) < LARGE


def test_the_flow_chart_has_an_editable_version_under_its_name() -> None:
    papers = {paper.name: paper.content for paper in of_cluster(filers().clusters[0])}
    assert "原料检验" in "".join(paragraph.text for paragraph in Document(BytesIO(papers["工作流程图.docx"])).paragraphs)
    assert load_workbook(BytesIO(papers["主要指标表.xlsx"])).active.max_row > 1


def test_a_policy_is_there_as_it_was_issued_and_to_edit() -> None:
    one = filers().practices[0]
    printed, editable = of_practice(one)
    text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(printed.content)).pages).split())
    assert one.policy in text
    assert one.number in text
    assert one.number in [paragraph.text for paragraph in Document(BytesIO(editable.content)).paragraphs]
