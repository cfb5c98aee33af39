"""What an expert sees of a case, as the programme's blindness says."""

from __future__ import annotations

from contracts.events.scoring.case import CaseFile
from contracts.programme.fields import Meaning
from contracts.programme.track import Track

_HIDDEN = "（匿名）"
_APPLICANT = frozenset(
    {
        Meaning.APPLICANT_NAME,
        Meaning.APPLICANT_USCC,
        Meaning.APPLICANT_ADDRESS,
        Meaning.PLATFORM_BUILDER,
        Meaning.PLATFORM_BUILDER_USCC,
    }
)


def for_experts(file: CaseFile, track: Track) -> CaseFile:
    """The file as experts see it: a hidden applicant's has no name, number and address, and none of the papers that bear a seal."""
    if track.review is None or track.review.blindness.applicant == "shown":
        return file
    sealed = {kind for kind, material in track.materials.items() if material.sealed}
    named = {name for meaning, name in track.form.meanings.items() if meaning in _APPLICANT}
    platform = file.platform.model_copy(update={"builder": _HIDDEN, "builder_uscc": None}) if file.platform else None
    return file.model_copy(
        update={
            "applicant": _HIDDEN,
            "uscc": None,
            "platform": platform,
            "form": {name: value for name, value in file.form.items() if name not in named},
            "materials": tuple(each for each in file.materials if each.kind not in sealed),
        }
    )
