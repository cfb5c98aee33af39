"""The form: names are unique, limits fit into each other, references lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.programme.applicant import ApplicantKind
from contracts.programme.choices import ChoiceSet
from contracts.programme.consistency.finding import Finding, Path, unknown
from contracts.programme.consistency.formulas import check_formulas
from contracts.programme.fields import AddressField, ChoiceField, Meaning, RegionField, TableField, TextField
from contracts.programme.form import Fields, Form
from contracts.programme.programme import Programme
from contracts.programme.track import Track
from contracts.regions import NATION, within

_OF_AN_ENTERPRISE = (Meaning.APPLICANT_NAME, Meaning.APPLICANT_USCC, Meaning.APPLICANT_ADDRESS, Meaning.CASE_TITLE, Meaning.CONTACT_NAME)
_OF_ANOTHER_SUBJECT = (Meaning.APPLICANT_NAME, Meaning.APPLICANT_REGION, Meaning.CONTACT_NAME, Meaning.CONTACT_PHONE)


def check(programme: Programme, code: str) -> Iterator[Finding]:
    track, path = programme.tracks[code], ("tracks", code)
    form = track.form
    yield from _names((*path, "form"), form)
    yield from _limits((*path, "form"), form)
    for part, fields in (("header", form.header), ("body", form.body), ("beside", form.beside)):
        yield from check_fields((*path, "form", part), fields, form, programme.choices)
    yield from _meanings((*path, "form"), form, track.applicant.has_uscc)
    yield from _kinds((*path, "form"), track, programme.choices)
    yield from _options(programme, code)
    if not within(track.applicant.region, programme.authority.region):
        yield Finding(
            (*path, "applicant", "region"), f"{track.applicant.region} lies outside the authority's region {programme.authority.region}"
        )
    yield from _place(path, track)


def _place(path: Path, track: Track) -> Iterator[Finding]:
    """Where applicants lie is held by the field that says where they do."""
    region = track.applicant.region
    for meaning in (Meaning.APPLICANT_ADDRESS, Meaning.APPLICANT_REGION):
        name = track.form.field_for(meaning)
        field = track.form.fields.get(name or "")
        inside = field.within if isinstance(field, AddressField | RegionField) else None
        if field is not None and region != NATION and not within(inside or NATION, region):
            part = next(part for part in ("header", "body", "beside") if name in getattr(track.form, part))
            yield Finding((*path, "form", part, str(name)), f'applicants lie in {region}: say within: "{region}"')


def _names(path: Path, form: Form) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for part, fields in (("header", form.header), ("body", form.body), ("beside", form.beside)):
        for name in fields:
            if name in seen:
                yield Finding((*path, part, name), f"{name} is a field of the {seen[name]} already")
            seen[name] = part


def _limits(path: Path, form: Form) -> Iterator[Finding]:
    whole = form.limit if form.limit != "unlimited" else 2**53
    limits: dict[str, list[int]] = {group: [] for group in form.groups}
    for name, field in form.body.items():
        limit = field.limit if isinstance(field, TextField) and field.limit != "unlimited" else 0
        ceiling = form.groups[field.group].limit if field.group in form.groups else whole
        if limit > ceiling:
            yield Finding((*path, "body", name, "limit"), f"{limit} 字 is more than the {ceiling} 字 of {field.group or 'the whole'}")
        if field.group in limits:
            limits[field.group].append(limit)
    for name, group in form.groups.items():
        if group.limit > whole:
            yield Finding((*path, "groups", name, "limit"), f"{group.limit} 字 is more than the {whole} 字 of the whole")
        if not limits[name]:
            yield Finding((*path, "groups", name), f"no field of the body is in {name}")
        elif all(limits[name]) and sum(limits[name]) < group.limit:
            yield Finding(
                (*path, "groups", name, "limit"), f"{group.limit} 字 can never be reached: its fields have {sum(limits[name])} 字 together"
            )


def check_fields(path: Path, fields: Fields, form: Form, choices: dict[str, ChoiceSet]) -> Iterator[Finding]:
    """References of these fields, also of the columns of their tables."""
    yield from check_formulas(path, fields, {})
    for name, field in fields.items():
        here = (*path, name)
        if isinstance(field, TableField):
            yield from check_formulas((*here, "columns"), field.columns, form.fields)
        if field.group is not None and (path[-1] != "body" or field.group not in form.groups):
            yield unknown((*here, "in"), "group of the body", field.group, form.groups)
        if isinstance(field, TableField):
            yield from _table(here, field, form)
            for column, content in field.columns.items():
                yield from _choice((*here, "columns", column), content, choices)
        yield from _choice(here, field, choices)
        if isinstance(field, TextField) and field.same_as and not isinstance(form.fields.get(field.same_as), TextField):
            yield unknown((*here, "same_as"), "text field", field.same_as, [n for n, f in form.fields.items() if isinstance(f, TextField)])


def _choice(path: Path, field: object, choices: dict[str, ChoiceSet]) -> Iterator[Finding]:
    if not isinstance(field, ChoiceField):
        return
    if field.of not in choices:
        yield unknown((*path, "of"), "set of choices", field.of, choices)
    elif field.most > len(choices[field.of].options) + (choices[field.of].other is not None):
        yield Finding((*path, "most"), f"{field.of} has fewer than {field.most} options")


def _table(path: Path, field: TableField, form: Form) -> Iterator[Finding]:
    if field.unique is None:
        return
    if field.unique.column not in field.columns:
        yield unknown((*path, "unique", "column"), "column", field.unique.column, field.columns)
    for other in field.unique.not_in:
        if other not in form.fields:
            yield unknown((*path, "unique", "not_in"), "field", other, form.fields)


def _meanings(path: Path, form: Form, enterprise: bool) -> Iterator[Finding]:
    for part, fields in (("header", form.header), ("body", form.body), ("beside", form.beside)):
        for name, field in fields.items():
            if field.meaning and form.meanings.get(field.meaning, name) != name:
                yield Finding((*path, part, name, "is"), f"{form.meanings[field.meaning]} is {field.meaning} already")
    whose = "an enterprise's" if enterprise else "a region's, cluster's or park's"
    for meaning in _OF_AN_ENTERPRISE if enterprise else _OF_ANOTHER_SUBJECT:
        if meaning not in form.meanings:
            yield Finding(path, f"{whose} form needs a field with “is: {meaning}”")


def _kinds(path: Path, track: Track, choices: dict[str, ChoiceSet]) -> Iterator[Finding]:
    """Where the subject may be of several kinds, the form asks which."""
    kinds = [kind.value for kind in track.applicant.kinds]
    if not track.applicant.has_uscc and any(kind in (ApplicantKind.ENTERPRISE, ApplicantKind.PROVIDER) for kind in track.applicant.kinds):
        yield Finding((*path[:-1], "applicant", "kinds"), "enterprises and providers have a USCC, the others have none: a track has either")
    name = track.form.field_for(Meaning.APPLICANT_KIND)
    field = track.form.single_choice(name) if name else None
    if name and field is None:
        yield Finding((*path, name), f"{name} is {Meaning.APPLICANT_KIND}: a choice of one")
    elif field and field.of in choices and set(choices[field.of].options) - set(kinds):
        yield unknown(("choices", field.of, "options"), "kind of applicant", ", ".join(choices[field.of].options), kinds)
    elif len(kinds) > 1 and name is None and not track.applicant.has_uscc:
        yield Finding(path, f"the subject is one of {', '.join(kinds)}: the form needs a field with “is: {Meaning.APPLICANT_KIND}”")


def _options(programme: Programme, code: str) -> Iterator[Finding]:
    """An option narrows choices of this form's fields only, to options that they have."""
    form = programme.tracks[code].form
    used = {field.of for field in form.fields.values() if isinstance(field, ChoiceField)}
    for name in sorted(used & set(programme.choices)):
        for option, entry in programme.choices[name].options.items():
            for field, codes in entry.only.items():
                yield from option_codes(programme, code, (("choices", name, "options", option, "only", field), field, codes))


def option_codes(programme: Programme, code: str, reference: tuple[Path, str, tuple[str, ...]]) -> Iterator[Finding]:
    """A reference (path, field, codes) to options of a field that is a choice of one."""
    path, name, codes = reference
    form = programme.tracks[code].form
    field = form.single_choice(name)
    if field is None:
        yield unknown(path, "field with a choice of one", name, [n for n in form.fields if form.single_choice(n)])
    elif field.of in programme.choices:
        choices = programme.choices[field.of]
        allowed = [*choices.options, *(["other"] if choices.other else [])]
        yield from (unknown(path, f"option of {field.of}", option, allowed) for option in codes if option not in allowed)
