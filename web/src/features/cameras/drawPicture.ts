import type { Detection } from "@/lib/api/types";

// On a picture the page's own colours would drown: these hold on dark and light ground alike.
const COLOURS: Record<Detection["outcome"], string> = {
  known: "#4ade80",
  review: "#fbbf24",
  unknown: "#f1f5f9",
  deciding: "#93c5fd",
  outsider: "#cbd5e1",
};
const DASHES: Record<Detection["outcome"], number[]> = { known: [], review: [8, 4], unknown: [3, 4], deciding: [1, 5], outsider: [2, 2] };

/** As small as names may be on the screen, and from how wide on there is room for more than names. */
const LEAST_FONT_PX = 10;
const ROOMY_PX = 320;

/** The picture with its faces framed and named, at the picture's own size; `shownWidthPx` is how wide it is on the
 * screen: in a small tile people are named larger, and only people are. */
export function drawPicture(
  canvas: HTMLCanvasElement,
  bitmap: ImageBitmap,
  detections: readonly Detection[],
  wordFor: (detection: Detection) => string,
  shownWidthPx: number,
): void {
  if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
    canvas.width = bitmap.width; // setting it clears and allocates anew, also when it is the same
    canvas.height = bitmap.height;
  }
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) return;
  context.drawImage(bitmap, 0, 0);
  const unit = Math.max(1, bitmap.width / 640);
  const isSmall = shownWidthPx > 0 && shownWidthPx < ROOMY_PX;
  const fontPx = Math.round(Math.max(15 * unit, shownWidthPx > 0 ? (LEAST_FONT_PX * bitmap.width) / shownWidthPx : 0));
  context.font = `600 ${fontPx}px "Noto Sans Devanagari Variable", sans-serif`;
  context.textAlign = "left"; // also on a page that reads from the right: the label has its place already
  context.textBaseline = "middle";
  const taken: Label[] = [];
  for (const detection of detections) {
    const isNamed = detection.outcome === "known" || detection.outcome === "review";
    drawFace(context, detection, isSmall && !isNamed ? "" : wordFor(detection), unit, fontPx, taken);
  }
}

interface Label {
  left: number;
  right: number;
  top: number;
}

function drawFace(
  context: CanvasRenderingContext2D,
  { box, outcome }: Detection,
  words: string,
  unit: number,
  fontPx: number,
  taken: Label[],
): void {
  const { width, height } = context.canvas;
  const [left, top] = [box.left * width, box.top * height];
  const [wide, high] = [(box.right - box.left) * width, (box.bottom - box.top) * height];
  context.lineWidth = 2.5 * unit;
  context.setLineDash(DASHES[outcome].map((dash) => dash * unit));
  context.strokeStyle = COLOURS[outcome];
  context.strokeRect(left, top, wide, high);
  context.setLineDash([]);
  if (!words) return;
  const labelHigh = fontPx * 1.5;
  const labelWide = context.measureText(words).width + fontPx;
  const x = Math.max(0, Math.min(left, width - labelWide));
  let y = top >= labelHigh ? top - labelHigh : Math.min(top + high, height - labelHigh);
  // a name above another is still read, one behind it is not
  for (const other of [...taken].sort((one, two) => two.top - one.top)) {
    const meets = x < other.right && other.left < x + labelWide && Math.abs(other.top - y) < labelHigh;
    if (meets && other.top >= labelHigh) y = other.top - labelHigh;
  }
  taken.push({ left: x, right: x + labelWide, top: y });
  context.fillStyle = "rgb(15 17 22 / 0.82)";
  context.fillRect(x, y, labelWide, labelHigh);
  context.fillStyle = COLOURS[outcome];
  context.fillText(words, x + fontPx / 2, y + labelHigh / 2);
}
