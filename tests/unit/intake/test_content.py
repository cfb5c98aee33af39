"""From the form's own words to the content that every service understands."""

from __future__ import annotations

from contracts.canonical import digest
from contracts.events.intake.content import Platform
from tests.unit.contracts import complete
from tests.unit.intake.cases import content


def test_fields_are_known_by_what_they_mean() -> None:
    filed, form = content(), complete.form()
    assert (filed.title, filed.mode, filed.industry, filed.scope) == (form["title"], "platform", "equipment", "leading")
    applicant = filed.applicant
    assert (applicant.name, applicant.uscc, applicant.region.code) == (form["name"], form["uscc"], "130102")
    assert applicant.region.name == "河北省石家庄市长安区"
    assert (applicant.contact.name, applicant.contact.phone, applicant.contact.email) == ("张三", "13812341234", "zhang@example.cn")
    assert applicant.account is not None and applicant.account.number == "1300000000000001"
    assert filed.place is not None and filed.place.division.code == "130109"
    assert filed.platform == Platform(name="链动工业互联网平台", builder="河北链动装备有限公司", builder_uscc=None)
    assert filed.auditor is not None and filed.auditor.uscc == form["auditor_uscc"]


def test_every_sme_is_there_with_its_relation() -> None:
    assert [(sme.name, sme.uscc, sme.relation) for sme in content().smes] == [
        (row["name"], row["uscc"], row["relation"]) for row in complete.form()["smes"]
    ]


def test_another_industry_goes_by_its_name() -> None:
    assert content(scope="core", industry={"other": "新材料"}).industry == "新材料"


def test_the_digest_is_over_all_but_itself_and_the_code() -> None:
    filed = content().model_dump(mode="json")
    stated, code = filed.pop("digest"), filed.pop("code")
    assert stated == digest(filed)
    other = content(account_bank="另一家银行")
    assert other.code == code, "what is not printed needs no new seal"
    assert other.digest != stated
    assert content(title="另一个名称").code != code


def test_the_same_content_has_the_same_bytes_however_it_was_spelt() -> None:
    spelt = content(uscc=complete.uscc(1).lower(), phone="138 1234 1234", account_number="1300000000000001")
    assert spelt == content()
