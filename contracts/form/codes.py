"""Every code that a fault of a form or of its materials can have: a closed list, for front ends to rely on."""

from __future__ import annotations

from enum import StrEnum


class FaultCode(StrEnum):
    """``Fault.code`` of everything that :mod:`contracts.form` finds."""

    # any field
    MISSING = "missing"  # a required field is absent, null or blank
    UNKNOWN_FIELD = "unknown-field"  # the form has no such field
    WRONG_TYPE = "wrong-type"  # another JSON type than the field's
    # text
    TOO_LONG = "too-long"  # a field above its limit, in 字
    GROUP_TOO_LONG = "group-too-long"  # fields that share a limit above it, in 字
    WHOLE_TOO_LONG = "whole-too-long"  # the body above its limit, in 字
    TOO_MANY_CHARACTERS = "too-many-characters"  # within its 字, but with unbroken runs beyond any reading
    UNPRINTABLE = "unprintable"  # a control character, NUL or a lone surrogate
    LINE_BREAK = "line-break"  # more than one line where there is one
    DIFFERENT = "different"  # not the same as the field that it must equal
    # choices
    UNKNOWN_OPTION = "unknown-option"
    OPTION_EXCLUDED = "option-excluded"  # excluded by an option chosen elsewhere
    OPTION_COUNT = "option-count"  # too few or too many options
    OPTION_REPEATED = "option-repeated"
    OTHER_REPEATED = "other-repeated"  # more than one option outside the list is named
    # numbers and days
    INTEGER_TOO_LARGE = "integer-too-large"  # beyond 53 bit, which not every JSON reader keeps
    OUT_OF_RANGE = "out-of-range"
    TOO_MANY_DECIMALS = "too-many-decimals"
    ZERO_DENOMINATOR = "zero-denominator"  # a computed value cannot be divided by this cell
    COMPUTED = "computed"  # typed where the value is computed, and another
    INVALID_DATE = "invalid-date"
    INVALID_DIGITS = "invalid-digits"
    # organisations, people, places
    INVALID_USCC = "invalid-uscc"
    SOLE_TRADER = "sole-trader"  # 92…: no legal person
    INVALID_NAME = "invalid-name"
    INVALID_PHONE = "invalid-phone"
    INVALID_EMAIL = "invalid-email"
    UNKNOWN_REGION = "unknown-region"  # no division code, or not one of the level that is asked for
    OUTSIDE_REGION = "outside-region"
    OTHER_DIVISION = "other-division"  # only ever a warning: the USCC names another division than the address
    # tables
    TOO_FEW_ROWS = "too-few-rows"
    TOO_MANY_ROWS = "too-many-rows"
    ROW_REPEATED = "row-repeated"  # the unique column has the value twice
    ROW_EXCLUDED = "row-excluded"  # a row has the value of a field that it may not have: the applicant among its SMEs
    # materials
    MISSING_MATERIAL = "missing-material"
    UNKNOWN_MATERIAL = "unknown-material"
    MISSING_EDITABLE = "missing-editable"  # a file whose editable version is missing
    TOO_MANY_FILES = "too-many-files"
    WRONG_FILE_TYPE = "wrong-file-type"
    FILE_SIZE = "file-size"  # in bytes
    PICTURE_SIZE = "picture-size"  # in px
    PAGE_COUNT = "page-count"
    UNKNOWN_ROW = "unknown-row"  # a proof for what is no row of the table
    OUTDATED_SCAN = "outdated-scan"  # the scan shows another content than the form now has
