"""Materials: what goes with the rows of a table, what is measured, what the form is scanned to."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.programme.consistency.finding import Finding, Path, unknown
from contracts.programme.fields import TableField
from contracts.programme.form import Form
from contracts.programme.materials import FileType, Material
from contracts.programme.programme import Programme

_IMAGES = {FileType.PNG, FileType.JPEG}


def check(programme: Programme, code: str) -> Iterator[Finding]:
    track = programme.tracks[code]
    for kind, material in track.materials.items():
        path = ("tracks", code, "materials", kind)
        yield from _rows(path, material, track.form)
        yield from _picture(path, material)
        if material.editable_of and (material.editable_of == kind or material.editable_of not in track.materials):
            yield unknown((*path, "editable_of"), "other material", material.editable_of, set(track.materials) - {kind})
    prints = [kind for kind, material in track.materials.items() if material.prints]
    for kind in prints[1:]:
        yield Finding(("tracks", code, "materials", kind, "prints"), f"{prints[0]} is the scan of the form already")


def _rows(path: Path, material: Material, form: Form) -> Iterator[Finding]:
    if material.per is None:
        return
    tables = [name for name, field in form.fields.items() if isinstance(field, TableField) and field.unique]
    if material.per not in tables:
        yield unknown((*path, "per"), "table with a unique column", material.per, tables)


def _picture(path: Path, material: Material) -> Iterator[Finding]:
    measured = [word for word in ("width", "height") if getattr(material, word)] + (["pictured"] if material.pictured else [])
    if measured and not _IMAGES.issuperset(material.types):
        yield Finding((*path, "types"), f"{measured[0]} is for pictures only: png, jpeg")
    if material.pages and material.types != (FileType.PDF,):
        yield Finding((*path, "pages"), "pages are counted in pdf files only")
    if material.required and material.count.least == 0:
        yield Finding((*path, "count"), "a required material cannot be as few as 0")
