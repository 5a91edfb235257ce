"""Photos to encodings, and encodings to a gallery, as training does it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from services.recognition.domain.encoder import Encoder
from services.recognition.evaluation import process
from services.recognition.evaluation.cache import Cache
from services.recognition.evaluation.labels import LabelledPhoto
from services.recognition.evaluation.pool import Advance, Pool
from services.recognition.evaluation.process import PhotoJob
from services.recognition.evaluation.system import Encoding, PhotoResult, Purpose, Samples, System

OUTLIER = "outlier"
_CRASHED = "crashed"


@dataclass(frozen=True, slots=True, eq=False)
class Enrolled:
    """What enrolling the gallery's photos came to."""

    samples: Samples
    """Only people of whom at least one photo was accepted."""
    photos: int
    rejected: tuple[tuple[str, int], ...]
    """Reason and number of photos, the most frequent first."""
    failed: tuple[str, ...]
    """People of whom no photo was accepted: failures to enrol."""


class Encoded:
    """Looks photos up in the cache, or has workers look at them."""

    def __init__(self, pool: Pool, cache: Cache, system: System, encoder: Encoder | None) -> None:
        """`encoder` None: the reference loop's."""
        self._pool = pool
        self._cache = cache
        self._recipe = system.recipe
        self._encoder = encoder

    def each(self, photos: list[LabelledPhoto], purpose: Purpose, advance: Advance) -> list[PhotoResult]:
        """One result for each photo, in their order."""
        results: dict[str, PhotoResult] = {}
        left: dict[PhotoJob, str] = {}
        asked: set[str] = set()
        for photo in photos:
            known = self._cache.find(photo.sha256, purpose, self._recipe)
            if known is not None:
                results[photo.sha256] = known
            elif photo.sha256 not in asked:
                asked.add(photo.sha256)
                left[PhotoJob(photo.path, purpose, self._encoder)] = photo.sha256
        for _ in range(len(photos) - len(left)):
            advance()
        for job, result in self._pool.run(process.look, left, lambda _: PhotoResult(None, _CRASHED, 0.0)):
            results[left[job]] = result
            if result.rejection != _CRASHED:
                self._cache.keep(left[job], purpose, self._recipe, result)
            advance()
        return [results[photo.sha256] for photo in photos]


def enrol(system: System, photos: list[LabelledPhoto], results: list[PhotoResult]) -> Enrolled:
    """Accept, set outliers aside, and see who is left with nothing."""
    reasons: Counter[str] = Counter(result.rejection for result in results if result.encoding is None)
    samples: dict[str, list[Encoding]] = {}
    people = sorted({photo.identity for photo in photos})
    for person, encodings in _by_person(photos, results):
        outliers = set(system.outliers(encodings))
        reasons[OUTLIER] += len(outliers)
        samples[person] = [encoding for index, encoding in enumerate(encodings) if index not in outliers]
    rejected = tuple((reason, count) for reason, count in reasons.most_common() if count)
    return Enrolled(samples, len(photos), rejected, tuple(person for person in people if person not in samples))


def _by_person(photos: list[LabelledPhoto], results: list[PhotoResult]) -> Iterator[tuple[str, list[Encoding]]]:
    """People with at least one accepted photo, and those photos in their order."""
    accepted: dict[str, list[Encoding]] = defaultdict(list)
    for photo, result in zip(photos, results, strict=True):
        if result.encoding is not None:
            accepted[photo.identity].append(result.encoding)
    yield from sorted(accepted.items())
