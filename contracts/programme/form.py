"""The form (申报书): what stands in its header, what counts as its body, and what is asked beside it."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from contracts.programme.fields import AnyField, ChoiceField, Meaning
from contracts.programme.source import Sourced
from contracts.programme.word import Bilingual, Code, FieldName, Positive

Fields = dict[FieldName, AnyField]
Part = Literal["header", "body", "beside"]


class Group(Sourced):
    """Fields of the body that share a limit: 案例简介 = 名称 + 简述."""

    title: Bilingual
    limit: Positive


class Form(Sourced):
    """``limit`` is for the whole body, in 字: headings, header and what is asked beside the form do not count.

    The content of a form is one flat object; a field's name is unique over all three parts.
    """

    limit: Positive | Literal["unlimited"]
    hint: Bilingual | None = None
    groups: dict[Code, Group] = Field(default_factory=dict)
    header: Fields = Field(default_factory=dict)
    body: Annotated[Fields, Field(min_length=1)]
    beside: Fields = Field(default_factory=dict)

    @cached_property
    def fields(self) -> Fields:
        """All fields in the order of the form."""
        return {**self.header, **self.body, **self.beside}

    @cached_property
    def meanings(self) -> dict[Meaning, FieldName]:
        """Which field is what to the services; columns of tables are found by :meth:`column_meaning`."""
        return {field.meaning: name for name, field in self.fields.items() if field.meaning}

    def field_for(self, meaning: Meaning) -> FieldName | None:
        """The name of the field that means this, if the form has one."""
        return self.meanings.get(meaning)

    def column_for(self, table: FieldName, meaning: Meaning) -> FieldName | None:
        """The name of the table's column that means this, if it has one."""
        field = self.fields[table]
        columns = field.columns if field.kind == "table" else {}
        return next((name for name, column in columns.items() if column.meaning is meaning), None)

    def single_choice(self, name: FieldName) -> ChoiceField | None:
        """The field, if it is a choice of exactly one."""
        field = self.fields.get(name)
        return field if isinstance(field, ChoiceField) and field.most == 1 else None
