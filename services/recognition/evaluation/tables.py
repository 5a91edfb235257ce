"""The tables of the page."""

from collections.abc import Callable, Iterator, Sequence

from services.recognition.evaluation.html import Cell, Markup, estimate, percent, reasons, table
from services.recognition.evaluation.report import AtFpir, Report, SubsetRow, SystemReport

HOW = (
    "FPIR: share of strangers' photos that get a name. FNIR: share of enrolled people's photos that do not get their "
    "own; a photo without a usable face is a miss. In brackets 95 % intervals, people drawn again 1000 times and the "
    "threshold with them. Cross-validated: the threshold is chosen on four fifths of the people and judged on the "
    "last fifth, twenty times over."
)
_MOST_MISSED = 12


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
    for person in report.data.probes_not_in_gallery:
        told.append(f"Probes of {person} were left out: no photo of that person has the role gallery.")
    if report.data.enrolled_probes:
        told.append(f"Probes that are the very picture somebody is enrolled with: {report.data.enrolled_probes}.")
    if report.data.video_names_not_in_gallery:
        names = ", ".join(report.data.video_names_not_in_gallery)
        told.append(f"Videos name people who are not in the gallery and cannot be marked: {names}.")
    return told


def enrolment(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            own = system.enrolment
            yield (
                system.name, "enrolment", own.people, f"{len(own.failed)} ({percent(len(own.failed) / own.people)})",
                own.photos, own.accepted, reasons(own.rejected),
            )  # fmt: skip
            for row in system.acquisition:
                yield "", row.role, row.people, "", row.photos, row.acquired, reasons(row.rejected)

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


def missed(number: int, report: Report) -> str:
    def rows() -> Iterator[tuple[Cell, ...]]:
        for system in report.systems:
            for index, row in enumerate(system.missed[:_MOST_MISSED]):
                nearest = "no usable face" if row.nearest is None else row.nearest
                yield system.name if index == 0 else "", row.identity, row.photo, nearest, _distance(row.distance)

    head = ("", "person", "photo", "nearest enrolled person", "distance")
    caption = f"Photos that are missed at FPIR 1 %, at most {_MOST_MISSED} a system: poor photos, or mistakes."
    return table(number, caption, head, rows(), words=4)


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
