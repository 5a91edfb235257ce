"""Photos held up to a camera: named as photos, and let through where one person checks in alone."""

from collections import Counter

from services.recognition.domain.encoder import Encoder
from services.recognition.evaluation import process
from services.recognition.evaluation.kiosk import PASSED
from services.recognition.evaluation.labels import Role
from services.recognition.evaluation.pool import Pool, Stage
from services.recognition.evaluation.process import KioskJob
from services.recognition.evaluation.report import AttackResult
from services.recognition.evaluation.scores import Probe
from services.recognition.evaluation.system import Identifier

_KINDS = {Role.SPOOF: "photo of an enrolled person, printed or on a screen", Role.IMPOSTOR: "photo of a stranger"}
_CRASHED = "crashed"


def attacks(
    identifier: Identifier, probes: list[Probe], encoder: Encoder | None, pool: Pool, stage: Stage
) -> tuple[AttackResult, ...]:
    """One line for each kind there are photos of. `encoder` None: a system without a kiosk."""
    rows = []
    for role, kind in _KINDS.items():
        held_up = [probe for probe in probes if probe.photo.role is role]
        if held_up:
            named = _named(identifier, held_up)
            verdicts = _verdicts(held_up, encoder, pool, stage) if encoder else {}
            passed = [probe for probe in held_up if verdicts.get(probe.photo.sha256) == PASSED]
            rows.append(
                AttackResult(
                    kind=kind,
                    photos=len(held_up),
                    people=len({probe.photo.identity for probe in held_up}),
                    named_by_the_photo_path=len(named),
                    passed_at_the_kiosk=len(named & {probe.photo.sha256 for probe in passed}) if encoder else None,
                    kiosk_verdicts=dict(Counter(verdicts[probe.photo.sha256] for probe in held_up).most_common())
                    if encoder
                    else {},
                )
            )
    return tuple(rows)


def _named(identifier: Identifier, probes: list[Probe]) -> set[str]:
    """sha256 of the photos that get a name: of a stranger's any, of an attack on somebody theirs or any other."""
    found = [(probe.photo.sha256, probe.encoding) for probe in probes if probe.encoding is not None]
    answer = identifier.identify([encoding for _, encoding in found])
    return {sha256 for (sha256, _), row in zip(found, answer.named, strict=True) if row >= 0}


def _verdicts(probes: list[Probe], encoder: Encoder, pool: Pool, stage: Stage) -> dict[str, str]:
    advance = stage("kiosk", len(probes))
    jobs = {KioskJob(probe.photo.path, encoder): probe.photo.sha256 for probe in probes}
    found = {}
    for job, verdict in pool.run(process.hold_up_at_kiosk, jobs, lambda _: _CRASHED):
        found[jobs[job]] = verdict
        advance()
    return found
