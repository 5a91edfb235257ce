"""The tables of what a camera would see: videos, photos in motion, and whatever is held up to a kiosk."""

from collections.abc import Iterator

from services.recognition.evaluation.html import Cell, Markup, estimate, percent, reasons, table
from services.recognition.evaluation.report import Report, VideoResult

FRAMES_AND_TRACKS = (
    "Track level is what a lesson records: who was marked present. Frame level judges every face of every frame alone "
    "with the same threshold. Hard people may be missed; nobody is blamed for it, nor for naming them."
)
MOTION = (
    "Each film lasts 2.8 seconds at 5 frames a second; position, distance, drift, roll, light, blur and JPEG are drawn "
    "at random for each. A photo that moves is not a head that turns, so all frames of a film are more alike than "
    "those of a person, and share the photo's weakness. The bound is of films of these people; of others the brackets "
    "tell, for which people are drawn again."
)
MOTION_OF_REFERENCE = (
    "The reference marks whoever it names in one frame; it was given fewer films, for they take it long."
)
KIOSK = (
    "The photo path is a single picture, compared; nothing in it can tell a print from a person. The kiosk path asks "
    "for turns of the head in a random order and judges the movement; it gets the same picture in every frame. The "
    "verdict is the one of the code that runs at the kiosk."
)


def videos(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            for index, video in enumerate(system.videos):
                yield (
                    system.name if index == 0 else "", video.name, _verdict(video), video.frames, video.faces,
                    video.encodings, video.false_names_in_frames, round(sum(video.cpu_ms_a_frame.values()), 1),
                )  # fmt: skip

    head = ("", "video", "verdict", "frames", "faces", "encodings", "false names in frames", "CPU ms a frame")
    return table(number, "Each video as a camera's stream.", head, rows(), words=3)


def people_in_videos(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            for video in system.videos:
                for index, person in enumerate(video.people):
                    name = f"{person.identity}{f' ({person.note})' if person.note else ''}"
                    after = person.marked_after_seconds
                    marked = "not marked" if after is None else f"marked at {after:.1f} s"
                    wrong = (person.label == "must") != (after is not None) and person.label in ("must", "must not")
                    yield (
                        f"{system.name}, {video.name}" if index == 0 else "", person.label, name,
                        Markup(f'<span class="{"wrong" if wrong else "right"}">{marked}</span>')
                        if person.label in ("must", "must not") else marked, person.frames_named_alone,
                    )  # fmt: skip

    head = ("", "label", "person", "track level", "frames named alone")
    return table(number, "Who was marked, and who was named in single frames.", head, rows(), words=4)


def tracks(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            for index, row in enumerate(system.tracks):
                yield (
                    system.name if index == 0 else "", row.kind, row.people, row.tracks, row.falsely_marked,
                    estimate(row.false_marks, 2), f"≤ {percent(row.false_marks_bound, 2)}", row.missed,
                    estimate(row.miss_rate) if row.miss_rate else None,
                )  # fmt: skip

    head = ("", "tracks of", "people", "tracks", "false marks", "share", "bound", "missed", "share")
    return table(number, "Photos set in motion, each film a camera's stream of one person.", head, rows(), words=2)


def attacks(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            for index, row in enumerate(system.attacks):
                yield (
                    system.name if index == 0 else "", row.kind, row.photos, row.named_by_the_photo_path,
                    "no such path" if row.passed_at_the_kiosk is None else row.passed_at_the_kiosk,
                    reasons(row.kiosk_verdicts),
                )  # fmt: skip

    head = ("", "what is held up", "photos", "named by the photo path", "passed at the kiosk", "kiosk's verdicts")
    return table(number, "Photos held up to the camera.", head, rows(), words=2, last=1)


def liveness(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for attack, group in ((False, "a person"), (True, "an attack")):
            for index, row in enumerate(each for each in report.liveness if each.attack is attack):
                share = f"{percent(row.wrong / row.tries)}"
                interval = Markup(f'{share} <small class="faint">[{row.low * 100:.1f}–{row.high * 100:.1f}]</small>')
                kind = row.kind if row.covered else f"{row.kind} (not covered)"
                yield group if index == 0 else "", kind, row.tries, row.wrong, interval, reasons(row.verdicts)

    head = ("", "generated", "tries", "wrong", "BPCER or APCER", "verdicts")
    return table(number, "Generated answers to the kiosk's challenge.", head, rows(), words=2, last=1)


def _verdict(video: VideoResult) -> Markup:
    if video.right:
        return Markup('<span class="right">right</span>')
    if not video.frames:
        return Markup('<span class="wrong">no frame could be read</span>')
    wrong = [
        f"{len(names)} {what}" for names, what in ((video.missed, "missed"), (video.false_marks, "not there")) if names
    ]
    return Markup(f'<span class="wrong">wrong</span>: {", ".join(wrong)}')
