"""The image is built from the versions that were tested."""

from __future__ import annotations

from pathlib import Path

from deploy.checks import image

NEEDED = ["pyjwt[crypto]>=2.15", "ruamel.yaml>=0.18", "uvloop>=0.20; sys_platform != 'win32'"]
WHOLE = {"pyjwt": "2.15.1", "ruamel-yaml": "0.19.1", "uvloop": "0.23.0", "pytest": "9.2.0"}
IMAGE = {"pyjwt": "2.15.1", "ruamel-yaml": "0.19.1", "uvloop": "0.23.0"}


def test_the_locks_of_the_project_agree() -> None:
    assert image.check() == []


def test_a_part_with_the_same_versions_is_right() -> None:
    assert image.compare(WHOLE, IMAGE, NEEDED) == []


def test_a_dependency_that_the_image_lacks_is_found() -> None:
    assert image.compare(WHOLE, {"pyjwt": "2.15.1", "uvloop": "0.23.0"}, NEEDED) == [
        "deploy/requirements.lock: ruamel-yaml is missing (make lock)"
    ]


def test_another_version_than_the_tested_one_is_found() -> None:
    assert image.compare(WHOLE, {**IMAGE, "uvloop": "0.22.0"}, NEEDED) == [
        "deploy/requirements.lock: uvloop is 0.22.0, and 0.23.0 in requirements.lock (make lock)"
    ]


def test_an_image_that_is_built_with_another_uv_is_found() -> None:
    assert image.other_tool("RUN pip install uv==0.1.0 && uv sync", "0.2.0") == [
        "deploy/Dockerfile: uv is 0.1.0, and 0.2.0 in requirements.lock"
    ]
    assert image.other_tool("RUN pip install uv==0.2.0", "0.2.0") == []


def test_pins_are_read_with_markers_and_hashes(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("ruamel.yaml==0.19.1 ; python_version > '3' \\\n    --hash=sha256:00\n    # via lianzhu\nuvloop==0.23.0\n")
    assert image.pins(lock) == {"ruamel-yaml": "0.19.1", "uvloop": "0.23.0"}
