"""Who was marked in a video, held against who should be."""

from services.recognition.evaluation.report import PersonInVideo, VideoResult
from services.recognition.evaluation.video_labels import LabelledVideo
from services.recognition.evaluation.watch import Watched


def verdict(video: LabelledVideo, seen: Watched, enrolled: frozenset[str]) -> VideoResult:
    """Right means: everybody who must be marked is, and nobody who must not. `enrolled` are those in the gallery.

    Without frames nobody is marked, which proves nothing.
    """
    hard = {person.identity: person.why for person in video.hard}
    missed = sorted(video.must - set(seen.marked))
    false_marks = sorted(video.must_not & set(seen.marked))
    told = sorted(video.must | set(hard) | set(seen.marked) | set(seen.named_alone))
    people = [_person(name, video, hard, seen, enrolled) for name in told]
    return VideoResult(
        name=video.name,
        right=seen.frames > 0 and not missed and not false_marks,
        missed=tuple(missed),
        false_marks=tuple(false_marks),
        false_names_in_frames=sum(seen.named_alone[name] for name in video.must_not),
        people=tuple(sorted(people, key=lambda person: (_ORDER.index(person.label), person.identity))),
        frames=seen.frames,
        seconds=round(seen.seconds, 2),
        faces=seen.faces,
        encodings=seen.encoded,
        cpu_ms_a_frame={stage: round(ms / max(1, seen.frames), 3) for stage, ms in seen.cpu_ms.items()},
    )


MUST, HARD, MUST_NOT, UNLABELLED = _ORDER = ("must", "hard", "must not", "unlabelled")


def _person(
    name: str, video: LabelledVideo, hard: dict[str, str], seen: Watched, enrolled: frozenset[str]
) -> PersonInVideo:
    label = MUST if name in video.must else HARD if name in hard else MUST_NOT if name in video.must_not else UNLABELLED
    notes = [hard.get(name, ""), "" if name in enrolled else "not in the gallery"]
    return PersonInVideo(
        identity=name,
        label=label,
        note=", ".join(note for note in notes if note),
        marked_after_seconds=seen.marked.get(name),
        frames_named_alone=seen.named_alone[name],
    )
