"""Pure checks of forms and materials against a programme: what intake and the command line refuse by."""

from contracts.form.check import check_fields, check_form, check_summary_fields, form_warnings
from contracts.form.code import CONTENT_CODE, content_code, form_code
from contracts.form.codes import FaultCode
from contracts.form.facts import MaterialFacts
from contracts.form.materials import check_file, check_materials, row_keys
from contracts.form.normal import normal_form, normal_value
from contracts.form.schema import form_schema

__all__ = [
    "CONTENT_CODE",
    "FaultCode",
    "MaterialFacts",
    "check_fields",
    "check_file",
    "check_form",
    "check_materials",
    "check_summary_fields",
    "content_code",
    "form_code",
    "form_schema",
    "form_warnings",
    "normal_form",
    "normal_value",
    "row_keys",
]
