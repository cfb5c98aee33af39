"""Names, phones and e-mails of people are known by their type and masked for the public."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from contracts.personal import (
    Email,
    PersonalError,
    PersonalKind,
    PersonName,
    Phone,
    mask,
    mask_text,
    mentions,
    number_alone,
    parse_phone,
    personal_fields,
)


class Contact(BaseModel):
    name: PersonName
    phones: list[Phone] = []
    email: Email | None = None


class Filing(BaseModel):
    title: str
    contacts: list[Contact]
    officer: Phone | None = None


def test_the_personal_fields_of_a_model_are_found_in_what_it_holds_too() -> None:
    assert list(personal_fields(Filing)) == [
        (("contacts", "name"), PersonalKind.NAME),
        (("contacts", "phones"), PersonalKind.PHONE),
        (("contacts", "email"), PersonalKind.EMAIL),
        (("officer",), PersonalKind.PHONE),
    ]


@pytest.mark.parametrize(
    ("spelling", "number"),
    [
        ("138 1234 1234", "13812341234"),
        ("+86-138-1234-1234", "13812341234"),
        ("１３８１２３４１２３４", "13812341234"),
        ("(0311) 86086000", "0311-86086000"),
        ("0311-86086000转801", "0311-86086000-801"),
        ("0311-86086000-801", "0311-86086000-801"),
        ("+852 2123 4567", "+852 2123 4567"),
    ],
)
def test_a_number_has_one_spelling(spelling: str, number: str) -> None:
    assert parse_phone(spelling) == number
    assert parse_phone(number) == number


@pytest.mark.parametrize("text", ["", "12345", "86086000", "23812341234", "电话", "1381234123400000", "9" * 100])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(PersonalError):
        parse_phone(text)


@pytest.mark.parametrize(
    "text", ["", "a@b", "@x.cn", "a b@x.cn", "a@x..cn", "a@-x.cn", "a\n@x.cn", "a@x.cn\n.b", "a" * 250 + "@x.cn", "张@x.cn"]
)
def test_what_is_no_email_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Contact(name="张三", email=text)


def test_the_domain_of_an_email_has_one_spelling() -> None:
    assert Contact(name=" 张三 ", email="Zhang.San@Example.CN").model_dump() == {
        "name": "张三",
        "phones": [],
        "email": "Zhang.San@example.cn",
    }


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        (PersonalKind.NAME, "张三", "张*"),
        (PersonalKind.NAME, "欧阳建国", "欧***"),
        (PersonalKind.NAME, "张", "*"),
        (PersonalKind.PHONE, "13812341234", "138****1234"),
        (PersonalKind.PHONE, "0311-86086012-801", "0311-****12"),
        (PersonalKind.PHONE, "+852 2123 4567", "****67"),
        (PersonalKind.EMAIL, "zhang@x.cn", "z***@x.cn"),
    ],
)
def test_the_public_sees_no_more_than_the_mask(kind: PersonalKind, value: str, masked: str) -> None:
    assert mask(kind, value) == masked


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("经向张三核实", "张三"),
        ("经向张 三核实", "张三"),
        ("经向张·三、张\u3000三核实", "张三"),
        ("经向张\u200b三核实", "张三"),
        ("反映人Ｌｉ　Ｗｅｉ称", "Li Wei"),
        ("反映人LIWEI称", "Li Wei"),
        ("电话138 1234-1234", "13812341234"),
        ("tel13812341234", "13812341234"),
        ("电话＋８６１３８１２３４１２３４", "13812341234"),
        ("写信至 Zhang.San @ Example.CN", "zhang.san@example.cn"),
        ("代码9113 0108 ma07 q2w4 eb", "91130108MA07Q2W4EB"),
    ],
)
def test_a_text_mentions_what_it_has_however_it_is_written(text: str, value: str) -> None:
    assert mentions(text, value)


@pytest.mark.parametrize(
    ("text", "value"), [("张家三口", "张三"), ("deli weight", "Li Wei"), ("电话13812341235", "13812341234"), ("王府", "王")]
)
def test_a_text_does_not_mention_what_only_looks_like_it(text: str, value: str) -> None:
    assert not mentions(text, value)


@pytest.mark.parametrize(
    ("phone", "alone"),
    [
        ("13812341234", ("13812341234",)),
        ("0311-86086000", ("0311-86086000", "86086000")),
        ("0311-86086000-801", ("0311-86086000", "86086000")),
        ("+852 2123 4567", ("+852 2123 4567",)),
    ],
)
def test_a_telephone_is_also_known_without_its_extension_and_its_area_code(phone: str, alone: tuple[str, ...]) -> None:
    assert number_alone(phone) == alone


MASKED = {
    "a mobile": ("联系13812341234", "联系138******34"),
    "a mobile with gaps": ("138 1234 1234；138-1234-1234", "138********34；138********34"),
    "a mobile of full width": ("１３８１２３４１２３４", "１３８******３４"),
    "a mobile with its country": ("+86 138 1234 1234", "+86************34"),
    "a mobile behind letters": ("tel13812341234", "tel138******34"),
    "a landline": ("0311-86086000", "031********00"),
    "a landline in brackets": ("（0311）8608 6000", "（03**********00"),
    "an identity card": ("130102199001011234", "130*************34"),
    "an identity card that ends with X": ("13010219900101123X", "130*************3X"),
    "an identity card with gaps": ("130102 19900101 1234", "130***************34"),
    "a bank card": ("6222 0200 0000 0000 000", "622******************00"),
    "an e-mail": ("找zhang.san@example.cn", "找z***@example.cn"),
}
KEPT = ("2024年8月20日", "2023-2025年", "500,000.00元", "GB/T 2260-2007", "带动1200家，增效3.5%", "编号20240820", "12345678")


@pytest.mark.parametrize(("text", "masked"), MASKED.values(), ids=MASKED.keys())
def test_a_public_text_carries_no_number_that_reaches_or_names_a_person(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize("text", KEPT)
def test_years_sums_and_standards_stay_in_a_public_text(text: str) -> None:
    assert mask_text(text) == text
