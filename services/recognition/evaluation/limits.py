"""What the figures of a report do not say, in sentences for its readers."""

from services.recognition.evaluation.labels import Labels, Role
from services.recognition.evaluation.report import SystemReport


def not_measured(
    system: SystemReport, labels: Labels, videos: int, attacks_not_covered: tuple[str, ...]
) -> tuple[str, ...]:
    """What this data cannot show, and what no such data can."""
    return (
        *_of_this_data(system, labels, videos, attacks_not_covered),
        "Photographs are not a classroom: distance, light, compression, movement and the angle of the camera there "
        "are what commissioning a room measures.",
        "Error rates differ between groups of people; without labels of age, sex and skin nothing is said of it here.",
        "Twins and close relatives are not among the strangers unless the labels name some.",
        *attacks_not_covered,
        "What an error rate of a single photo means for a lesson is not in these tables: a name there needs several "
        "independent frames over a second or more, and CPU times hold for this machine alone.",
    )


def _of_this_data(system: SystemReport, labels: Labels, videos: int, attacks_not_covered: tuple[str, ...]) -> list[str]:
    told = []
    strangers = labels.of(Role.IMPOSTOR)
    if not strangers:
        told.append("There are no photos of strangers: no false positive rate, and no FNIR at one, was measured.")
    unseen = [f"{row.fpir:g}" for row in system.at_fpir if not row.observable]
    if strangers and unseen:
        told.append(
            f"With {len(strangers)} photos of strangers, FPIR {' and '.join(unseen)} cannot be observed: the "
            "threshold there lets none of them pass, and the bound in the table is all that this proves."
        )
    if not labels.of(Role.PROBE):
        told.append("There are no other photos of enrolled people: nothing is said of who is missed.")
    if not videos:
        told.append("There are no videos: nobody was seen to move of their own accord.")
    if not system.tracks:
        told.append("No photos were set in motion (--stranger-tracks): how often a track names a stranger is not told.")
    if not attacks_not_covered:
        told.append("Attacks that move were not tried at the kiosk (--liveness-runs).")
    if not labels.of(Role.SPOOF):
        told.append("There are no photos of photos: what happens when one is held up was not measured.")
    return told
