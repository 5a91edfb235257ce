"""Real people and films from a folder beside the project, if there is one: nobody missed, nobody marked wrongly."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from camera.connection import Endpoints
from cli.demo import college
from cli.demo.college import Newcomer
from cli.local.options import Options
from cli.local.up import presence_running
from tests.e2e.classroom import attended, camera_of
from tests.e2e.conftest import ROOT, Campus

FACES = ROOT.parent / "shared" / "data" / "faces"

pytestmark = pytest.mark.skipif(
    not FACES.is_dir(), reason=f"there is no {FACES.relative_to(ROOT.parent)} beside the project"
)


def rows(name: str) -> list[dict[str, str]]:
    with (FACES / name).open(newline="") as file:
        return list(csv.DictReader(file))


def people_to_enrol() -> list[Newcomer]:
    photos: dict[str, list[Path]] = defaultdict(list)
    for row in rows("labels.csv"):
        if row["role"] == "gallery":
            photos[row["identity"]].append(FACES / row["path"])
    return [Newcomer(identity, identity, tuple(paths)) for identity, paths in sorted(photos.items())]


def names(field: str) -> set[str]:
    """`a;b (why);all other enrolled people` as {a, b}; the words in brackets and the sentence are for readers."""
    listed = {name.partition("(")[0].strip() for name in field.split(";")}
    return {name for name in listed if name and " " not in name and name != "everyone"}


@pytest.fixture(scope="module")
async def college_of_24(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Campus]:
    folder = tmp_path_factory.mktemp("real")
    for part in (folder, folder.parent):  # PostgreSQL may run as somebody else, who must get through
        part.chmod(0o711)
    async with presence_running(
        Options(data_folder=folder / "data", port=0), report=print, progress=lambda _: None
    ) as running:
        endpoints = Endpoints(running.identity_target, running.attendance_target, running.recognition_target)
        assert running.activation_link is not None
        admin = await college.activate(endpoints, running.activation_link, "Administrator", running.admin_email)
        made = await college.build(endpoints, admin, people_to_enrol(), print)
        yield Campus(running, endpoints, made, {}, folder)


async def test_everybody_who_must_be_recognised_is_marked_and_nobody_else(college_of_24: Campus) -> None:
    campus = college_of_24
    assert len(campus.college.students) == 24
    async with college.person(campus.endpoints, campus.college.teacher) as teacher:
        for row in rows("videos.csv"):
            session = await college.start_session(teacher, campus.college)
            await camera_of(campus, FACES / row["path"], []).run()
            await college.end_session(teacher, session.session_id)
            marked = await attended(campus, teacher, session.session_id)
            wanted, hard = names(row["must_be_recognised"]), names(row["present_but_hard"])
            print(f"{row['path']}: marked {sorted(marked)}, hard ones missed {sorted(hard - marked)}")
            assert wanted <= marked
            assert marked <= wanted | hard, "somebody was marked who is not in the film"
