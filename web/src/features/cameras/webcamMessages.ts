import type { components } from "@/lib/api/schema";
import { z } from "@/lib/zod";

type WebcamEvent = components["schemas"]["CameraWebcamEvent"];

export const webcamEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("flow_control"),
    max_in_flight: z.number(),
    target_fps: z.number(),
    max_width_px: z.number(),
    heartbeat_seconds: z.number(),
  }),
  z.object({
    type: z.literal("ack"),
    through_sequence: z.number(),
    stored_through_sequence: z.number(),
    dropped_frames: z.number(),
    rejected_frames: z.number(),
  }),
  z.object({ type: z.literal("result"), sequence: z.number(), problem: z.string() }),
  z.object({ type: z.literal("drain") }),
  z.object({ type: z.literal("heartbeat") }),
  z.object({ type: z.literal("closed"), reason: z.string(), detail: z.string() }),
]) satisfies z.ZodMiniType<Pick<WebcamEvent, "type">>;

export type WebcamMessage = z.infer<typeof webcamEvent>;
