"""Programmes as data: the language of programme files, its loader, and the published programmes."""

from contracts.programme.fields import Meaning
from contracts.programme.form import Form
from contracts.programme.loader import FileProblem, ProgrammeFileError, load_programme, parse_programme
from contracts.programme.notifications import NO_NEWS, VARIABLES
from contracts.programme.operator_values import OperatorValue
from contracts.programme.programme import Programme
from contracts.programme.published import digest, digests, programmes_in, published
from contracts.programme.source import Source
from contracts.programme.track import Offer, Track
from contracts.programme.workflow import StepName

__all__ = [
    "NO_NEWS",
    "VARIABLES",
    "FileProblem",
    "Form",
    "Meaning",
    "Offer",
    "OperatorValue",
    "Programme",
    "ProgrammeFileError",
    "Source",
    "StepName",
    "Track",
    "digest",
    "digests",
    "load_programme",
    "parse_programme",
    "programmes_in",
    "published",
]
