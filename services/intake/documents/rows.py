"""The rows of a summary table from the entries of a recommendation list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from contracts.events.intake.list import Entry
from contracts.programme import Meaning
from contracts.programme.form import Form
from contracts.programme.summary_table import SummaryTable


def entry_rows(form: Form, table: SummaryTable, entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    """One row for each entry in the order given, numbered from 1, keyed by what the table's columns show.

    The entries are of the track that has this form. An entry's brief is the text that the bureau wrote for the table, not the form's.
    """
    brief = _brief(table)
    for number, entry in enumerate(entries, 1):
        meant = {name: value for meaning, value in _meant(entry) if (name := form.field_for(meaning))}
        yield {"sequence": number} | entry.fields | meant | ({brief: entry.brief} if brief else {})


def _meant(entry: Entry) -> tuple[tuple[Meaning, str | None], ...]:
    """What an entry says of the form, whatever the programme calls it."""
    return (
        (Meaning.APPLICANT_NAME, entry.applicant),
        (Meaning.APPLICANT_USCC, entry.uscc),
        (Meaning.MODE, entry.mode),
        (Meaning.CASE_TITLE, entry.title),
        (Meaning.CONTACT_NAME, entry.contact.name),
        (Meaning.CONTACT_PHONE, entry.contact.phone),
        (Meaning.CONTACT_EMAIL, entry.contact.email),
    )


def _brief(table: SummaryTable) -> str | None:
    """The text that the bureau fills in for each row."""
    return next((name for name, field in table.fields.items() if field.kind == "text"), None)
