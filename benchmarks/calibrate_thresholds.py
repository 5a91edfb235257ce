"""Chooses T(N), the fused distance up to which one of N people may be named, on labelled photos of strangers.

How: all distances between photos of different people, as cosines, are the false-match distribution. Its tail beyond
the 99.9 % quantile is fitted with an exponential; where the real tail is thinner, as it is for cosines of unit
vectors, the straight line in log scale lies above it, so that thresholds come out lower than needed, never higher.
The fit is repeated on bootstrap draws of *people* (not of pairs, which share people), and the upper 97.5 % quantile
is used. A false-positive rate of p per stranger among N needs a false-match rate of 1 - (1 - p)^(1/N).

What this is not: a proof. With some 800 strangers a rate of 1e-3 cannot be observed, only extrapolated; photos are
press photos, not a classroom; and different frames of one track are more alike than different photos.

    python -m benchmarks.calibrate_thresholds FOLDER [--out FILE] [--model-cache FOLDER]
"""

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.encode_photos import ENCODER, ProbePhoto, accepted, enrol, probe
from benchmarks.labels import LabelledPhoto, read_labels, sha256_of
from services.recognition.domain.faces import Encodings
from services.recognition.domain.gallery import Gallery
from services.recognition.domain.templates import fuse
from services.recognition.vision.inference import Inference
from services.recognition.vision.models import model_hash_of, prepare_models

TARGET_FPIR = 1e-3
SIZES = (10, 30, 60, 120, 250, 500, 1000, 5000)
TAIL_QUANTILE = 0.999
DRAWS = 400
CONFIDENCE = 0.975
MAX_MARGIN = 0.05

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Strangers:
    """Cosines of pairs of different people, and the two people of each pair."""

    cosines: Floats
    people: NDArray[np.int64]  # (pairs, 2)
    count: int


def same_words(name: str) -> frozenset[str]:
    """Labels that differ only in the order or joining of words are one person twice."""
    return frozenset(name.lower().replace("-", "_").split("_"))


def strangers(gallery: Gallery, probes: list[ProbePhoto]) -> Strangers:
    """Every probe and impostor against every template and against every impostor."""
    names = sorted({p.photo.identity for p in probes} | set(gallery.person_ids))
    numbers = {name: i for i, name in enumerate(names)}
    queries = np.stack([p.encoding for p in probes if p.encoding is not None])
    owners = np.array([numbers[p.photo.identity] for p in probes if p.encoding is not None])
    lone = np.array([p.photo.role == "impostor" for p in probes if p.encoding is not None])
    targets = np.concatenate([gallery.templates, queries[lone]])
    target_owners = np.concatenate([[numbers[n] for n in gallery.person_ids], owners[lone]])
    cosines = (queries @ targets.T).astype(np.float64)
    words = [same_words(name) for name in names]
    different = np.array([[words[a] != words[b] for b in target_owners] for a in owners])
    # impostor against impostor would count twice
    rows, columns = np.arange(len(queries))[:, None], np.arange(len(targets)) - len(gallery)
    lone_index = np.cumsum(lone) - 1
    repeated = lone[:, None] & (columns >= 0) & (columns <= lone_index[rows])
    kept = different & ~repeated
    pairs = np.stack(
        [np.broadcast_to(owners[:, None], kept.shape)[kept], np.broadcast_to(target_owners, kept.shape)[kept]], 1
    )
    return Strangers(cosines[kept], pairs, len(names))


def tail_bound(data: Strangers, wanted_rates: Floats, seed: int = 7) -> Floats:
    """(rates,) the cosine beyond which a stranger is matched at most that often, at CONFIDENCE over people."""
    random = np.random.default_rng(seed)
    start = float(np.quantile(data.cosines, TAIL_QUANTILE))
    beyond = data.cosines > start
    excess, pairs = data.cosines[beyond] - start, data.people[beyond]
    found = []
    for _ in range(DRAWS):
        weight = np.bincount(random.integers(0, data.count, data.count), minlength=data.count).astype(np.float64)
        pair_weight = weight[pairs[:, 0]] * weight[pairs[:, 1]]
        all_weight = (weight[data.people[:, 0]] * weight[data.people[:, 1]]).sum()
        rate_beyond = pair_weight.sum() / all_weight
        mean_excess = (pair_weight * excess).sum() / pair_weight.sum()
        found.append(start + mean_excess * np.log(rate_beyond / wanted_rates))
    return np.asarray(np.quantile(found, CONFIDENCE, axis=0))


def distance(cosine: Floats | float) -> Floats:
    """Euclidean distance of unit vectors at that cosine."""
    return np.sqrt(np.maximum(0.0, 2.0 - 2.0 * np.asarray(cosine, np.float64)))


def genuine(gallery: Gallery, probes: list[ProbePhoto]) -> tuple[Floats, Floats]:
    """Distance of each probe to its own template, and how much farther the nearest other person is."""
    own, margins = [], []
    for p in probes:
        if p.encoding is None or p.photo.identity not in gallery.person_ids:
            continue
        distances = distance((gallery.templates @ p.encoding).astype(np.float64))
        row = gallery.person_ids.index(p.photo.identity)
        own.append(float(distances[row]))
        margins.append(float(np.delete(distances, row).min() - distances[row]))
    return np.array(own), np.array(margins)


def fused_strangers(gallery: Gallery, probes: list[ProbePhoto]) -> Floats:
    """Nearest *other* person of every person seen in several photos, fused as a track is."""
    seen: dict[str, list[Encodings]] = defaultdict(list)
    for p in probes:
        if p.photo.role == "probe" and p.encoding is not None:
            seen[p.photo.identity].append(p.encoding)
    nearest = []
    for who, encodings in seen.items():
        if len(encodings) > 1:
            distances = distance((gallery.templates @ fuse(np.stack(encodings))).astype(np.float64))
            nearest.append(min(d for d, n in zip(distances, gallery.person_ids, strict=True) if n != who))
    return np.array(nearest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("services/recognition/domain/calibration.json"))
    parser.add_argument("--model-cache", type=Path, default=Path(".data/models"))
    args = parser.parse_args()

    inference = Inference(prepare_models(args.model_cache))
    photos = read_labels(args.folder)
    by_role: dict[str, list[LabelledPhoto]] = defaultdict(list)
    for photo in photos:
        by_role[photo.role].append(photo)
    gallery = Gallery.build(1, ENCODER, model_hash_of(ENCODER), accepted(enrol(inference, by_role["gallery"])))
    probes = [probe(inference, photo) for photo in (*by_role["probe"], *by_role["impostor"])]

    data = strangers(gallery, probes)
    sizes = np.array(SIZES, np.float64)
    rates = 1 - (1 - TARGET_FPIR) ** (1 / sizes)
    limits = np.floor(distance(tail_bound(data, rates)) * 1000) / 1000  # down: never looser than measured
    if not (np.diff(limits) < 0).all():
        raise SystemExit("the thresholds do not fall with the number of people: too little data to calibrate on")
    own, margins = genuine(gallery, probes)
    fused = fused_strangers(gallery, probes)

    result = {
        "model_hash": model_hash_of(ENCODER),
        "data_sha256": sha256_of(photos),
        "target_fpir": TARGET_FPIR,
        "people": len(gallery),
        "impostors": sum(p.photo.role == "impostor" and p.encoding is not None for p in probes),
        "comparisons": len(data.cosines),
        "method": (
            f"exponential tail of cosines beyond the {TAIL_QUANTILE:.1%} quantile, upper {CONFIDENCE:.1%} of "
            f"{DRAWS} bootstrap draws of people; rates below {1 / len(data.cosines):.0e} are extrapolated"
        ),
        "min_margin": round(min(MAX_MARGIN, max(0.0, float(np.quantile(margins, 0.01)))), 3),
        "curve": [{"people": int(n), "max_distance": round(float(t), 3)} for n, t in zip(sizes, limits, strict=True)],
    }
    args.out.write_text(json.dumps(result, indent=2) + "\n")

    print(f"{len(gallery)} people enrolled, {result['impostors']} strangers, {len(data.cosines)} pairs of strangers")
    print(
        f"{'people':>7} {'T(N)':>6} {'false matches needed':>21} {'observed':>9} {'genuine single photos within':>29}"
    )
    observed = distance(data.cosines)
    for n, t, rate in zip(sizes, limits, rates, strict=True):
        print(f"{n:7.0f} {t:6.3f} {rate:21.1e} {(observed <= t).mean():9.1e} {(own <= t).mean():29.1%}")
    print(f"margin of genuine photos: 1 % below {np.quantile(margins, 0.01):.3f}, median {np.median(margins):.3f}")
    print(f"fused strangers: {len(fused)}, nearest other person {fused.min():.3f}, median {np.median(fused):.3f}")


if __name__ == "__main__":
    main()
