"""A room whose people come and go when the test says so, as a camera's source."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from camera.sources import Picture
from cli.demo.faces import Photo
from tests.e2e.bad_pictures import classroom

SCENE_SECONDS = 1.6


class Stage:
    """Shows one scene in a loop until it is told another; scenes are named by who sits in them."""

    waits = True

    def __init__(self, photos: Mapping[Photo, Path], *scenes: frozenset[str]) -> None:
        """Draws the scenes, which takes a second for each. The first is shown first."""
        self._scenes = {scene: classroom(photos, scene, SCENE_SECONDS) for scene in scenes}
        self._shown = scenes[0]
        self._place = 0

    def show(self, scene: frozenset[str]) -> None:
        """From the next picture on."""
        assert scene in self._scenes
        self._shown = scene

    def next(self, seconds: float) -> Picture | None:
        """Neighbouring pictures of the scene; the camera's own thread calls this."""
        self._place += 1
        pictures = self._scenes[self._shown]
        turn = self._place % (2 * len(pictures) - 2)  # forth and back, so that nobody jumps
        return Picture(pictures[min(turn, 2 * len(pictures) - 2 - turn)], after_seconds=seconds)

    def close(self) -> None:
        """Nothing is held."""
