"""Personal data of people: names, phones, e-mails, marked by type so that code can find, encrypt, mask and erase them.

A model says ``contact: PersonName``; :func:`personal_fields` lists such fields of any model, and :func:`mask` shows of
a value no more than a public notice may (张*, 138****1234, z***@x.cn).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, get_args

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat
from pydantic import AfterValidator, BaseModel, StringConstraints
from pydantic_core import PydanticCustomError

from contracts.text import blank, unprintable


class PersonalKind(StrEnum):
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Personal:
    """The mark: annotated metadata of a type whose values name or reach a person."""

    kind: PersonalKind


class PersonalError(ValueError):
    """The value is no name, phone or e-mail; said in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


_EXTENSION = re.compile(r"(?:\s*(?:转|分机|ext\.?|#|;ext=)\s*|(?<=\d{7})-)(\d{1,6})$", re.IGNORECASE)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(\.{_ATOM})*@({_LABEL}\.)+[A-Za-z]{{2,63}}")


def parse_name(text: str) -> str:
    """A person's name without outer spaces, 1 to 50 characters."""
    name = text.strip()
    if blank(name) or len(name) > 50 or unprintable(name) or "\n" in name:
        raise PersonalError("姓名应为1至50个字符", "a name has 1 to 50 characters on one line")
    return name


@lru_cache(maxsize=10_000)
def parse_phone(text: str) -> str:
    """One spelling per number: 13812341234, 0311-86086000, 0311-86086000-801; abroad +852 2123 4567. Default country China."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("—", "-")
    if len(plain) > 40:
        raise PersonalError("电话号码过长", "the phone number is too long")
    extension = _EXTENSION.search(plain)
    try:
        number = phonenumbers.parse(plain[: extension.start()] if extension else plain, "CN")
    except NumberParseException:
        raise PersonalError("电话号码格式有误", "this is not a phone number") from None
    if not phonenumbers.is_valid_number(number):
        raise PersonalError("电话号码不存在，座机请加区号", "no such phone number; a landline needs its area code")
    return _spelt(number) + (f"-{extension.group(1)}" if extension else "")


def _spelt(number: phonenumbers.PhoneNumber) -> str:
    if number.country_code != 86:
        return str(phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL))
    national = str(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE:
        return re.sub(r"\D", "", national)
    area, _, rest = national.partition(" ")
    return f"{area}-{rest.replace(' ', '')}" if rest else area


def parse_email(text: str) -> str:
    """An address that mail servers accept everywhere (ASCII, at most 254 characters), its domain in lower case."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > 254 or not _EMAIL.fullmatch(plain):
        raise PersonalError("邮箱地址格式有误", "this is not an e-mail address")
    local, _, domain = plain.rpartition("@")
    return f"{local}@{domain.lower()}"


def mask_name(name: str) -> str:
    """张*, 欧阳** : the first character stays, one star for each other one."""
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else "*"


def mask_phone(phone: str) -> str:
    """138****1234; of a landline the area code and the last two digits; else the last two digits."""
    if re.fullmatch(r"1\d{10}", phone):
        return f"{phone[:3]}****{phone[7:]}"
    landline = re.fullmatch(r"(0\d{2,3}-)(\d{7,8})(-\d+)?", phone)
    return f"{landline.group(1)}****{landline.group(2)[-2:]}" if landline else "****" + phone[-2:]


def mask_email(email: str) -> str:
    """z***@x.cn: the first character and the domain stay."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}***@{domain}"


_MASKS = {PersonalKind.NAME: mask_name, PersonalKind.PHONE: mask_phone, PersonalKind.EMAIL: mask_email}


def mask(kind: PersonalKind, value: str) -> str:
    """What the public may see of the value."""
    return _MASKS[kind](value)


_GAP = r"[ \-－—.·]?"
_NUMBERS = re.compile(
    r"(?<!\d)"
    r"(?:"
    r"\d{17}[\dXxＸｘ]|\d{15,19}"  # identity cards of both lengths, bank cards
    rf"|\d{{6}}{_GAP}\d{{8}}{_GAP}\d{{3}}[\dXxＸｘ]"
    rf"|\d{{4}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?"
    rf"|(?:[+＋]?\d{{2}}{_GAP})?[1１][3-9３-９]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"  # mobile telephones
    rf"|[(（]?[0０]\d{{2,3}}[)）]?{_GAP}\d{{3,4}}{_GAP}\d{{4}}"  # landlines
    r")"
    r"(?!\d)"
)
"""Identity cards, bank cards, mobile and landline telephones, in the width and with the gaps that people write: what a free text may not
carry into a public notice. ``\\d`` knows the digits of full width."""
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")


def mask_text(text: str) -> str:
    """A text for the public: numbers that reach or name a person, and e-mail addresses, are masked; the rest stays."""
    masked = _ADDRESS.sub(lambda found: mask_email(found.group()), text)
    return _NUMBERS.sub(lambda found: found.group()[:3] + "*" * (len(found.group()) - 5) + found.group()[-2:], masked)


_SPACING = re.compile(r"[\s\-‐-―·・•._]")


def mentions(text: str, value: str) -> bool:
    """Whether a text has a name, number or address in it, however it is spaced or hyphenated, in whatever width and case.

    Part of a longer Latin word is another word (Li Wei does not stand in “deli weight”); one character names nobody.
    """
    wanted = _SPACING.sub("", _plain(value))
    if len(wanted) < 2:
        return False
    found = f"{_SPACING.pattern}*".join(map(re.escape, wanted))
    before, after = "(?<![a-z])" if "a" <= wanted[0] <= "z" else "", "(?![a-z])" if "a" <= wanted[-1] <= "z" else ""
    return re.search(f"{before}{found}{after}", _plain(text)) is not None


def _plain(text: str) -> str:
    """In one width and case, without characters that nobody sees."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in folded if unicodedata.category(each) != "Cf")


def number_alone(phone: str) -> tuple[str, ...]:
    """A telephone number as it may be written: without its extension, and a landline without its area code too."""
    landline = re.fullmatch(r"(0\d{2,3})-(\d{7,8})(-\d+)?", phone)
    return (f"{landline.group(1)}-{landline.group(2)}", landline.group(2)) if landline else (phone,)


def personal_fields(model: type[BaseModel]) -> Iterator[tuple[tuple[str, ...], PersonalKind]]:
    """Every personal field of a model and of the models it holds: (path of field names, kind). A list adds no step to the path."""
    for name, info in model.model_fields.items():
        for part in (*info.metadata, *_parts(info.annotation)):
            if isinstance(part, Personal):
                yield (name,), part.kind
            elif isinstance(part, type) and issubclass(part, BaseModel) and part is not model:
                yield from (((name, *path), kind) for path, kind in personal_fields(part))


def _parts(annotation: Any) -> Iterator[Any]:
    """The annotation, what it is made of, and the metadata in it."""
    yield annotation
    for argument in get_args(annotation):
        yield from _parts(argument)


def _parser(kind: PersonalKind) -> AfterValidator:
    parsers: dict[PersonalKind, Callable[[str], str]] = {
        PersonalKind.NAME: parse_name,
        PersonalKind.PHONE: parse_phone,
        PersonalKind.EMAIL: parse_email,
    }
    parse = parsers[kind]

    def validated(text: str) -> str:
        try:
            return parse(text)
        except PersonalError as error:
            raise PydanticCustomError(f"invalid-{kind.value}", "{zh} ({en})", {"zh": error.zh, "en": error.en}) from None

    return AfterValidator(validated)


_BOUND = StringConstraints(max_length=300)

PersonName = Annotated[str, _BOUND, _parser(PersonalKind.NAME), Personal(PersonalKind.NAME)]
Phone = Annotated[str, _BOUND, _parser(PersonalKind.PHONE), Personal(PersonalKind.PHONE)]
Email = Annotated[str, _BOUND, _parser(PersonalKind.EMAIL), Personal(PersonalKind.EMAIL)]
