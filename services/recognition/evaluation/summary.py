"""The first sentences of a report, also said by the command."""

from services.recognition.evaluation.report import AtFpir, Report, SystemReport


def headline(report: Report) -> list[str]:
    """What the reader came for."""
    said = [_rates(system) for system in report.systems]
    said += [_videos(system) for system in report.systems if system.videos]
    said += [_tracks(system) for system in report.systems if system.tracks]
    kiosk = [row for row in report.systems[0].attacks if row.passed_at_the_kiosk is not None]
    if kiosk:
        passed = ", ".join(f"{row.passed_at_the_kiosk} of {row.photos} ({row.kind})" for row in kiosk)
        said.append(f"Passed where one person checks in alone: {passed}.")
    return said


def _rates(system: SystemReport) -> str:
    gallery = system.enrolment.people - len(system.enrolment.failed)
    at = next((row for row in system.at_fpir if row.fpir == 0.01), None)
    point = system.operating_point
    said = f"{system.name}: {gallery} people enrolled"
    if system.rank_1.value is not None:
        said += f"; the nearest person is the right one for {system.rank_1.value * 100:.1f} % of photos"
    if at is not None and at.fnir.value is not None:
        said += f"; FNIR {at.fnir.value * 100:.1f} % at FPIR 1 %{_beside(at)}"
    if point.strangers:
        said += f". As it ships, {point.false_positives} of {point.strangers} photos of strangers are named"
    return said + "."


def _beside(at: AtFpir) -> str:
    told = []
    if at.fnir_cross_validated is not None:
        told.append(f"cross-validated {at.fnir_cross_validated * 100:.1f} %")
    if at.fnir_everyone is not None and at.fnir_everyone != at.fnir.value:
        told.append(f"{at.fnir_everyone * 100:.1f} % with those who could not be enrolled")
    return f" ({', '.join(told)})" if told else ""


def _videos(system: SystemReport) -> str:
    right = sum(video.right for video in system.videos)
    false_marks = sum(len(video.false_marks) for video in system.videos)
    missed = sum(len(video.missed) for video in system.videos)
    said = (
        f"{system.name}: {right} of {len(system.videos)} videos right, {false_marks} people marked who are not there, "
        f"{missed} missed who are."
    )
    unread = ", ".join(video.name for video in system.videos if not video.frames)
    return f"{said} No frame could be read of {unread}." if unread else said


def _tracks(system: SystemReport) -> str:
    told = [
        f"{row.falsely_marked} of {row.tracks} tracks of {row.people} {row.kind} mark somebody who is not there "
        f"(at most {row.false_marks_bound * 100:.2f} % of such films)"
        + (f", {row.missed} miss the person" if row.missed is not None else "")
        for row in system.tracks
    ]
    return f"{system.name}: {'; '.join(told)}."
