import type { Detection, PictureHead } from "@/lib/api/types";
import { z } from "@/lib/zod";

const detection = z.object({
  box: z.object({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() }),
  track_id: z.string(),
  outcome: z.enum(["deciding", "known", "review", "unknown", "outsider"]),
  person_id: z.string(),
  display_name: z.string(),
  distance: z.number(),
  score: z.number(),
}) satisfies z.ZodMiniType<Detection>;

const pictureHead = z.object({
  sequence: z.number(),
  capture_time: z.string(),
  age_seconds: z.number(),
  decide_time: z.string(),
  gallery_version: z.number(),
  problem: z.string(),
  detections: z.array(detection),
}) satisfies z.ZodMiniType<PictureHead>;

export interface Picture {
  readonly head: PictureHead;
  readonly jpeg: Blob;
}

const LENGTH_BYTES = 4;

/** A binary message: the head's length (4 bytes, big-endian), the head as JSON, the JPEG. Null when it is none. */
export function pictureOf(data: unknown): Picture | null {
  if (!(data instanceof ArrayBuffer) || data.byteLength < LENGTH_BYTES) return null;
  const headEnd = LENGTH_BYTES + new DataView(data).getUint32(0);
  if (headEnd > data.byteLength) return null;
  try {
    const head = pictureHead.safeParse(JSON.parse(new TextDecoder().decode(data.slice(LENGTH_BYTES, headEnd))));
    return head.success ? { head: head.data, jpeg: new Blob([data.slice(headEnd)], { type: "image/jpeg" }) } : null;
  } catch {
    return null;
  }
}
