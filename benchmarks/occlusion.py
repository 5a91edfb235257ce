"""How often an uncovered face is called covered, and how often coverings drawn onto it are found.

    python -m benchmarks.occlusion FOLDER [--model-cache FOLDER]

Drawn coverings are smoother than real ones: what is found of them is the most that can be hoped for.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.faces import Detector
from services.recognition.evaluation.labels import read_labels
from services.recognition.vision.decode import Image
from services.recognition.vision.inference import Inference
from services.recognition.vision.models import prepare_models
from services.recognition.vision.occlusion import covering

MASK = np.array([[22, 72], [56, 62], [90, 72], [86, 104], [56, 118], [26, 104]], np.int32)


def masked(crop: Image, colour: tuple[int, int, int]) -> Image:
    """A mask from nose to chin, shaded as the face is."""
    shade = cv2.GaussianBlur(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), (0, 0), 12).astype(np.float32)
    shade = (shade / max(1.0, float(shade[60:80].mean()))).clip(0.6, 1.3)
    return _pasted(crop, np.array(colour) * shade[..., None], cv2.fillPoly(_nothing(crop), [MASK], 255))


def with_dark_glasses(crop: Image) -> Image:
    """Two dark glasses and a bridge."""
    dark = crop.copy()
    for x in (38, 74):
        cv2.ellipse(dark, (x, 52), (17, 12), 0, 0, 360, (22, 18, 18), -1)
    cv2.line(dark, (50, 50), (62, 50), (20, 20, 20), 3)
    return cv2.addWeighted(dark, 0.92, crop, 0.08, 0).astype(np.uint8)


def with_a_flat_hand(crop: Image) -> Image:
    """Skin of the cheek's colour over mouth and chin, without fingers."""
    skin = np.median(crop[64:76, 26:40].reshape(-1, 3), axis=0)
    grain = np.random.default_rng(1).normal(0, 4, crop.shape)
    return _pasted(crop, skin + grain, cv2.ellipse(_nothing(crop), (56, 98), (34, 22), 0, 0, 360, 255, -1))


COVERINGS: dict[str, Callable[[Image], Image]] = {
    "nothing": lambda crop: crop,
    "dark glasses": with_dark_glasses,
    "light blue mask": lambda crop: masked(crop, (200, 170, 120)),
    "white mask": lambda crop: masked(crop, (225, 225, 225)),
    "black mask": lambda crop: masked(crop, (35, 35, 35)),
    "flat hand": with_a_flat_hand,
}


def face_of(inference: Inference, photo: bytes) -> list[Image]:
    """The crop of the face nearest the middle, before anybody judges it; empty without a face."""
    seen = inference.detect(photo, Detector.YUNET, 640)
    middles = [(abs(face.box.left + face.box.right - 1), index) for index, face in enumerate(seen.faces)]
    return [seen.crops[min(middles)[1]][:112]] if middles else []


def _nothing(crop: Image) -> NDArray[np.uint8]:
    return np.zeros(crop.shape[:2], np.uint8)


def _pasted(crop: Image, over: NDArray[np.floating], where: "cv2.typing.MatLike") -> Image:
    out = crop.copy()
    inside = np.asarray(where) > 0
    out[inside] = np.clip(over, 0, 255).astype(np.uint8)[inside]
    return out


def main() -> None:
    """Prints one line for each covering."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model-cache", type=Path, default=Path.home() / ".cache" / "presence" / "models")
    arguments = parser.parse_args()
    inference = Inference(prepare_models(arguments.model_cache))
    photos = read_labels(arguments.folder).photos
    crops = [crop for photo in photos for crop in face_of(inference, photo.path.read_bytes())]
    for name, cover in COVERINGS.items():
        found = [covering(cover(crop)) for crop in crops]
        eyes, mouth = (np.mean([getattr(one, part) for one in found]) for part in ("eyes", "mouth"))
        print(f"{name:16s} of {len(crops)} faces: eyes called covered {eyes:6.1%}, mouth {mouth:6.1%}")


if __name__ == "__main__":
    main()
