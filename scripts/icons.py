"""Draws the icons of the installed client from its mark: `python -m scripts.icons` writes web/public/icons."""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parents[1] / "web" / "public" / "icons"
GROUND, STROKE = "#3b5bdb", "#ffffff"
GRID = 32  # as in favicon.svg
TICK = ((9.0, 16.5), (14.0, 21.5), (23.5, 11.0))
STROKE_WIDTH, CORNER = 3.4, 8.0
FINER = 4  # drawn larger and brought down: smooth edges
# a launcher may cut everything outside the middle 80 %
SAFE_SHARE = 0.72


def drawn(size_px: int, *, maskable: bool) -> Image.Image:
    """The mark; a maskable one fills its square and keeps the tick in the middle."""
    unit = size_px * FINER / GRID
    image = Image.new("RGBA", (size_px * FINER, size_px * FINER), GROUND if maskable else (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    if not maskable:
        pen.rounded_rectangle((0, 0, size_px * FINER - 1, size_px * FINER - 1), CORNER * unit, fill=GROUND)
    share = SAFE_SHARE if maskable else 1.0
    points = [((x - GRID / 2) * share + GRID / 2, (y - GRID / 2) * share + GRID / 2) for x, y in TICK]
    width = STROKE_WIDTH * share * unit
    pen.line([(x * unit, y * unit) for x, y in points], fill=STROKE, width=round(width), joint="curve")
    for x, y in (points[0], points[-1]):
        box = (x * unit - width / 2, y * unit - width / 2, x * unit + width / 2, y * unit + width / 2)
        pen.ellipse(box, fill=STROKE)
    return image.resize((size_px, size_px), Image.Resampling.LANCZOS)


def main() -> None:
    """Writes every icon the manifest names."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size_px in (192, 512):
        drawn(size_px, maskable=False).save(FOLDER / f"icon-{size_px}.png", optimize=True)
        drawn(size_px, maskable=True).save(FOLDER / f"maskable-{size_px}.png", optimize=True)
    drawn(180, maskable=True).convert("RGB").save(FOLDER / "apple-touch-icon.png", optimize=True)


if __name__ == "__main__":
    main()
