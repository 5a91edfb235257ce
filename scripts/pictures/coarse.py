"""Makes faces coarse: none of the demo's photos may enter the project.

Faces are not looked for, as one that is cut by an edge would not be found: every photo is made coarse as a whole, and
what a camera sees is drawn coarsely before names are written on it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import cv2
from playwright.async_api import BrowserContext, Page

CELLS = 9  # of a photo, along its shorter side
# A face in the demo's classroom is a thirteenth of the picture wide: four of these.
LIVE_CELLS = 52
HIDE = """(() => {
  const draw = CanvasRenderingContext2D.prototype.drawImage
  CanvasRenderingContext2D.prototype.drawImage = function (picture) {
    const wide = picture.width || picture.videoWidth, high = picture.height || picture.videoHeight
    const small = new OffscreenCanvas(CELLS, Math.max(1, Math.round((CELLS * high) / wide)))
    const within = small.getContext("2d")
    within.imageSmoothingQuality = "high"
    within.drawImage(picture, 0, 0, small.width, small.height)
    draw.call(this, small, 0, 0, this.canvas.width, this.canvas.height)
  }
})()""".replace("CELLS", str(LIVE_CELLS))
PHOTOS = """() => [...document.querySelectorAll("img")]
  .filter((one) => one.checkVisibility() && !one.currentSrc.endsWith(".svg"))
  .map((one) => one.getBoundingClientRect())
  .map(({ left, top, width, height }) => ({ left, top, width, height }))"""


# Of a camera's own picture: a kiosk's fills the screen, and a face in it is less than seven of these wide.
BLUR_PX = 26


class Box(TypedDict):
    """Where a photo stands on the page, in CSS pixels."""

    left: float
    top: float
    width: float
    height: float


async def hide_live_pictures(context: BrowserContext) -> None:
    """From now on pages of the context draw what cameras see coarsely."""
    await context.add_init_script(HIDE)


async def photos_on(page: Page) -> list[Box]:
    """Every photo, from where the page is scrolled to; from now on its own camera is seen through frosted glass."""
    await page.add_style_tag(content=f"video {{ filter: blur({BLUR_PX}px) }}")
    found: list[Box] = await page.evaluate(PHOTOS)
    return found


def hide_photos(picture: Path, boxes: list[Box]) -> None:
    """Make each of the boxes coarse in a picture of the whole page or of its beginning."""
    image = cv2.imread(str(picture))
    assert image is not None, f"{picture} was not taken"
    for box in boxes:
        top, left = max(0, round(box["top"]) - 1), max(0, round(box["left"]) - 1)
        part = image[top : top + round(box["height"]) + 2, left : left + round(box["width"]) + 2]
        if part.size == 0:
            continue  # below the picture's end
        cell = max(4.0, min(box["height"], box["width"]) / CELLS)
        size = (max(1, round(part.shape[1] / cell)), max(1, round(part.shape[0] / cell)))
        small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
        part[:] = cv2.resize(small, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_NEAREST)
    cv2.imwrite(str(picture), image)
