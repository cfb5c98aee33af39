"""Materials: what is missing, too many, too large, of another type, for nobody, or shows another content."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.form import FaultCode, MaterialFacts, check_file, check_materials, content_code, form_code
from contracts.programme import published
from tests.unit.contracts.complete import PDF, form, materials, offer, uscc


def found(files: list[MaterialFacts]) -> list[tuple[str, str]]:
    return [(fault.code, fault.pointer) for fault in check_materials(offer(), form(), files)]


def changed(kind: str, **facts: object) -> list[MaterialFacts]:
    """The complete materials with the first file of this kind changed."""
    files = materials(form())
    index = next(n for n, file in enumerate(files) if file.kind == kind)
    files[index] = replace(files[index], **facts)  # type: ignore[arg-type]
    return files


def test_complete_materials_have_no_fault() -> None:
    assert found(materials(form())) == []


@pytest.mark.parametrize("kind", ["licence", "tax", "form-scan", "financial-report", "auditor-licence", "credit-report"])
def test_each_required_material_is_missed(kind: str) -> None:
    assert found([file for file in materials(form()) if file.kind != kind]) == [(FaultCode.MISSING_MATERIAL, f"/materials/{kind}")]


def test_a_bound_that_the_document_states_quotes_it_and_one_that_the_operator_set_says_so() -> None:
    call = published()["miit-2024-cluster", 2]
    picture = call.offers["cluster-case"].track.materials["picture"]
    small, large = (MaterialFacts("picture", "1" * 64, size, "image/png") for size in (1_999_999, 50_000_001))
    said = [(fault.code, fault.limit, fault.source) for file in (small, large) for fault in check_file(picture, file, "/file")]
    assert said == [
        (FaultCode.FILE_SIZE, 2_000_000, "附件2 四“图片不小于2M，单独附文件”"),
        (FaultCode.FILE_SIZE, 50_000_000, "主管部门自定"),
    ]
    own = {entry.path: entry.value for entry in call.operator_values()}
    assert own["tracks.cluster-case.materials.picture.bytes.most"] == "50000000"
    assert "tracks.cluster-case.materials.picture.bytes" not in own


def test_pictures_and_other_material_are_not_demanded() -> None:
    content = form()
    files = [file for file in materials(content) if file.kind not in ("figure", "form-scan")]
    scan = MaterialFacts("form-scan", "f" * 64, 1000, PDF, form_code=form_code(offer(), content, files))
    assert found([*files, scan]) == []


def test_every_sme_needs_a_proof_of_its_own() -> None:
    content = form()
    files = [file for file in materials(content) if file.row not in (content["smes"][2]["uscc"], content["smes"][5]["uscc"])]
    missing = [content["smes"][index]["uscc"] for index in (2, 5)]
    assert found(files) == [(FaultCode.MISSING_MATERIAL, f"/materials/sme-proof/{code}") for code in missing]
    assert "第3行" in check_materials(offer(), content, files)[0].text.zh


def test_a_proof_for_no_sme_is_refused() -> None:
    stray = MaterialFacts("sme-proof", "e" * 64, 1000, PDF, row=uscc(555))
    assert found([*materials(form()), stray]) == [(FaultCode.UNKNOWN_ROW, f"/materials/sme-proof/{uscc(555)}")]


def test_two_proofs_for_one_sme_are_one_too_many() -> None:
    files = materials(form())
    proof = next(file for file in files if file.kind == "sme-proof")
    assert found([*files, replace(proof, sha256="e" * 64)]) == [(FaultCode.TOO_MANY_FILES, f"/materials/sme-proof/{proof.row}")]


def test_a_third_picture_is_refused_with_its_clause() -> None:
    content = form()
    files = [file for file in materials(content) if file.kind != "form-scan"]
    files.append(MaterialFacts("figure", "e" * 64, 1000, "image/png", 10, 10))
    files.append(MaterialFacts("form-scan", "f" * 64, 1000, PDF, form_code=form_code(offer(), content, files)))
    (fault,) = check_materials(offer(), content, files)
    assert (fault.code, fault.limit, fault.actual) == (FaultCode.TOO_MANY_FILES, 2, 3)
    assert fault.source == "附件1 篇幅“插图不超过 2 个，插图宽和高均不超过 1000 像素”"


@pytest.mark.parametrize("side", ["width", "height"])
def test_a_picture_of_1001_px_is_refused(side: str) -> None:
    (fault,) = check_materials(offer(), form(), changed("figure", **{side: 1001}))
    assert (fault.code, fault.limit, fault.actual) == (FaultCode.PICTURE_SIZE, 1000, 1001)


def test_a_picture_that_could_not_be_measured_is_refused() -> None:
    assert found(changed("figure", width=None)) == [(FaultCode.PICTURE_SIZE, "/materials/figure")]


def test_a_file_above_its_bytes_is_refused() -> None:
    assert found(changed("licence", size=20_000_001)) == [(FaultCode.FILE_SIZE, "/materials/licence")]
    assert found(changed("licence", size=20_000_000)) == []


def test_another_type_than_the_kinds_is_refused() -> None:
    assert found(changed("financial-report", media_type="image/png")) == [(FaultCode.WRONG_FILE_TYPE, "/materials/financial-report")]


def test_an_unknown_kind_is_refused() -> None:
    stray = MaterialFacts("secret/../x", "e" * 64, 1000, PDF)
    assert found([*materials(form()), stray]) == [(FaultCode.UNKNOWN_MATERIAL, "/materials/secret~1..~1x")]


def test_a_scan_of_another_text_is_refused_and_says_both_codes() -> None:
    content = form()
    files = materials(content)
    later = content | {"results": "改过的成效"}
    (fault,) = check_materials(offer(), later, files)
    assert fault.code == FaultCode.OUTDATED_SCAN
    assert (fault.limit, fault.actual) == (form_code(offer(), later, files), form_code(offer(), content, files))


def test_a_scan_made_before_a_picture_was_changed_is_refused() -> None:
    assert (FaultCode.OUTDATED_SCAN, "/materials/form-scan") in found(changed("figure", sha256="e" * 64))


def test_what_is_asked_beside_the_form_may_change_without_a_new_seal() -> None:
    content = form()
    assert check_materials(offer(), content | {"account_number": "1300000000000002"}, materials(content)) == []


def test_a_content_code_is_short_comparable_and_depends_on_every_value() -> None:
    code = content_code(form())
    assert len(code) == 14
    assert {len(group) for group in code.split("-")} == {4}
    assert not set(code) & set("ILOU")
    assert code == content_code(dict(reversed(form().items())))
    assert len({content_code(form() | {name: "改"}) for name in form()}) == len(form())
    assert content_code(form(), ["a", "b"]) == content_code(form(), ["b", "a"]) != code
