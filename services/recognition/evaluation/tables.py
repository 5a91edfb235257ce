"""The tables of the page."""

from collections.abc import Callable, Iterator, Sequence
from html import escape

from services.recognition.evaluation.html import Cell, Markup, estimate, percent, table
from services.recognition.evaluation.report import AtFpir, Report, SubsetRow, SystemReport, VideoResult

HOW = (
    "FPIR: share of strangers' photos that get a name. FNIR: share of enrolled people's photos that do not get their "
    "own; a photo without a usable face is a miss. In brackets 95 % intervals, people drawn again 1000 times and the "
    "threshold with them. Cross-validated: the threshold is chosen on four fifths of the people and judged on the "
    "last fifth, twenty times over."
)
FRAMES_AND_TRACKS = (
    "Track level is what a lesson records: who was marked present. Frame level judges every face of every frame alone "
    "with the same threshold. Hard people may be missed; nobody is blamed for it, nor for naming them."
)
MOTION = (
    "Each film lasts 2.8 seconds at 5 frames a second; position, distance, drift, roll, light, blur and JPEG are drawn "
    "at random for each. A photo that moves is not a head that turns, so all frames of a film are more alike than "
    "those of a person, and share the photo's weakness."
)
MOTION_OF_REFERENCE = (
    "The reference marks whoever it names in one frame; it was given fewer films, for they take it long."
)
KIOSK = (
    "The photo path is a single picture, compared; nothing in it can tell a print from a person. The kiosk path asks "
    "for turns of the head in a random order and judges the movement; it gets the same picture in every frame. The "
    "verdict is the one of the code that runs at the kiosk."
)


def data(number: int, report: Report) -> str:
    counts = report.data.photos.items()
    rows: list[tuple[Cell, ...]] = [(role, report.data.people.get(role, 0), photos) for role, photos in counts]
    if report.data.videos:
        rows.append(("video", None, report.data.videos))
    return table(number, "What was measured on.", ("role", "people", "files"), rows)


def remarks(report: Report) -> list[str]:
    told = []
    if report.data.ignored_roles:
        ignored = ", ".join(f"{count} × {role}" for role, count in report.data.ignored_roles.items())
        told.append(f"Rows of other roles were left out: {ignored}.")
    for impostor, enrolled in report.data.same_person_twice:
        told.append(f"The stranger {impostor} was left out: the label has the words of {enrolled}, who is enrolled.")
    return told


def enrolment(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            own = system.enrolment
            yield (
                system.name, "enrolment", own.people, f"{len(own.failed)} ({percent(len(own.failed) / own.people)})",
                own.photos, own.accepted, _reasons(own.rejected),
            )  # fmt: skip
            for row in system.acquisition:
                yield "", row.role, row.people, "", row.photos, row.acquired, _reasons(row.rejected)

    head = ("", "photos", "people", "failed to enrol", "photos", "usable", "why not")
    return table(number, "Failures to enrol and to acquire.", head, rows(), words=2, last=1)


def error_rates(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            yield system.name, "rank 1 missed", "", Markup(_complement(system)), "", ""
            for row in system.at_fpir:
                yield "", _rate(row), _distance(row.threshold), estimate(row.fnir), _folded(row), _everyone(row)

    head = ("", "FPIR", "threshold", "FNIR", "cross-validated", "with failures to enrol")
    return table(number, "Missed people at a given rate of named strangers.", head, rows(), words=1)


def operating(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            own = system.operating_point
            yield (
                system.name, _distance(own.threshold), estimate(own.fnir), estimate(own.wrong_name),
                f"{own.false_positives} of {own.strangers}", estimate(own.fpir), f"≤ {percent(own.fpir_bound, 2)}",
            )  # fmt: skip
            if own.cross_validated is not None:
                folded = own.cross_validated
                yield (
                    "", "folds", percent(folded.fnir), "", f"{folded.false_positives} of {own.strangers}",
                    percent(folded.fpir, 2), "",
                )  # fmt: skip

    head = ("", "T(N)", "FNIR", "wrong name", "strangers named", "FPIR", "bound")
    return table(number, "One photo alone, with the thresholds that ship.", head, rows())


def operating_remarks(report: Report) -> list[str]:
    told = [
        "The bound is what 95 % of such samples would stay below. A name in a lesson asks for more than this: several "
        "independent frames that agree."
    ]
    if report.systems[0].operating_point.calibrated_on_this_data:
        told.append(
            "These thresholds were calibrated on this very data, so the first line flatters them; the line “folds” "
            "repeats the calibration without the people it is judged on."
        )
    return told


def sizes(number: int, report: Report) -> str:
    caption = "Galleries of N of the people, and the same strangers. Shipped: T(N) of that many people."
    return _subsets(number, caption, "N", report, lambda system: system.by_size, lambda row: row.people)


def samples(number: int, report: Report) -> str:
    caption = "The whole gallery with at most k photos a person, on people who have the largest k."
    return _subsets(
        number, caption, "k", report, lambda system: system.by_samples, lambda row: round(row.samples_per_person)
    )


def sets(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            for index, row in enumerate(system.by_set):
                first = system.name if index == 0 else ""
                rates = [percent(row.fnir_at_fpir.get(rate)) for rate in ("0.01", "0.001")]
                yield first, row.set_name, row.people, row.photos, *rates, percent(row.fnir), percent(row.wrong_name)

    head = ("", "set", "people", "photos", "FNIR at 1 %", "FNIR at 0.1 %", "FNIR shipped", "wrong name")
    return table(number, "By set.", head, rows(), words=2)


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
                    marked = "not marked" if after is None else f"marked after {after:.1f} s"
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
                    _reasons(row.kiosk_verdicts),
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
                yield group if index == 0 else "", kind, row.tries, row.wrong, interval, _reasons(row.verdicts)

    head = ("", "generated", "tries", "wrong", "BPCER or APCER", "verdicts")
    return table(number, "Generated answers to the kiosk's challenge.", head, rows(), words=2, last=1)


def cost(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            for index, (stage, ms) in enumerate(system.cpu_ms_a_photo.items()):
                yield system.name if index == 0 else "", "photo", stage, f"{ms:.2f}"
            for video in system.videos:
                for stage, ms in video.cpu_ms_a_frame.items():
                    yield "", f"frame of {video.name}", stage, f"{ms:.2f}"

    return table(number, "CPU milliseconds on one core.", ("", "of a", "stage", "ms"), rows(), words=3)


def closest(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            for index, row in enumerate(system.closest_strangers[:6]):
                yield system.name if index == 0 else "", row.identity, row.photo, row.nearest, f"{row.distance:.3f}"

    head = ("", "stranger", "photo", "nearest enrolled person", "distance")
    return table(number, "Look-alikes, or mistakes of the labels: look at the photos.", head, rows(), words=4)


def made_of(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            yield system.name, "how", system.description
            yield "", f"model {system.model}", _hash(system.model_sha256)
            yield "", "gallery", _hash(system.gallery_sha256)
        yield "Data", report.data.folder, _hash(report.data.sha256)
        yield (
            "Calibration",
            f"{report.calibration.people} people, {report.calibration.impostors} strangers",
            _hash(report.calibration.data_sha256),
        )
        yield "Code", "domain and vision", _hash(report.code_sha256)
        machine = report.machine
        yield "Machine", machine.processor, f"Python {machine.python}, ONNX Runtime {machine.onnxruntime}"

    return table(number, "Hashes are SHA-256.", ("", "", ""), rows(), words=3)


def _subsets(
    number: int,
    caption: str,
    name: str,
    report: Report,
    rows_of: Callable[[SystemReport], Sequence[SubsetRow]],
    place: Callable[[SubsetRow], int],
) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            for index, row in enumerate(rows_of(system)):
                rates = [percent(row.fnir_at_fpir.get(rate)) for rate in ("0.01", "0.003", "0.001")]
                yield (
                    system.name if index == 0 else "", place(row), row.draws, *rates, _distance(row.threshold),
                    percent(row.fnir), percent(row.fpir, 2),
                )  # fmt: skip

    head = ("", name, "draws", "FNIR at 1 %", "at 0.3 %", "at 0.1 %", "T(N)", "FNIR shipped", "FPIR shipped")
    return table(number, caption, head, rows())


def _reasons(counts: dict[str, int]) -> str:
    return ", ".join(f"{reason.replace('_', ' ')} {count}" for reason, count in counts.items()) or "–"


def _complement(system: SystemReport) -> str:
    value = system.rank_1.value
    return percent(None if value is None else 1 - value)


def _rate(row: AtFpir) -> Markup:
    bound = "" if row.observable else f'<br><small class="faint">bound {percent(row.fpir_bound, 2)}</small>'
    return Markup(f"{row.fpir * 100:g} %{bound}")


def _distance(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _folded(row: AtFpir) -> Markup:
    if row.fnir_cross_validated is None:
        return Markup("–")
    return Markup(
        f'{percent(row.fnir_cross_validated)} <small class="faint">at {percent(row.fpir_cross_validated, 2)}</small>'
    )


def _everyone(row: AtFpir) -> str:
    return percent(row.fnir_everyone)


def _hash(sha256: str) -> Markup:
    return Markup(f"<code>{sha256}</code>")


def _verdict(video: VideoResult) -> Markup:
    if video.right:
        return Markup('<span class="right">right</span>')
    wrong = [f"missed {name}" for name in video.missed] + [f"marked {name}" for name in video.false_marks]
    shown = ", ".join(escape(each) for each in wrong[:3]) + (f" and {len(wrong) - 3} more" if len(wrong) > 3 else "")
    return Markup(f'<span class="wrong">wrong</span>: {shown}')
