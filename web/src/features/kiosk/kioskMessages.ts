import { z } from "@/lib/zod";

export const kioskEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("control"),
    max_in_flight: z.number(),
    target_fps: z.number(),
    max_width_px: z.number(),
    heartbeat_seconds: z.number(),
    time_limit_seconds: z.number(),
  }),
  z.object({ type: z.literal("ack"), through_sequence: z.number() }),
  z.object({
    type: z.literal("guidance"),
    guidance: z.enum(["no_face", "come_closer", "one_at_a_time", "more_light", "look_straight", "hold_still"]),
  }),
  z.object({
    type: z.literal("prompt"),
    position: z.enum(["middle", "left", "right"]),
    step: z.number(),
    steps: z.number(),
    seconds_left: z.number(),
    turned: z.number(),
  }),
  z.object({ type: z.literal("accepted"), first_name: z.string(), check_in_time: z.string(), stored: z.boolean() }),
  z.object({
    type: z.literal("refused"),
    reason: z.enum(["nobody", "not_live", "too_slow", "face_lost", "face_changed", "not_recognised", "unsure"]),
  }),
  z.object({ type: z.literal("heartbeat") }),
  z.object({ type: z.literal("closed"), reason: z.string(), detail: z.string(), retry_after_seconds: z.number() }),
]);

export type KioskMessage = z.infer<typeof kioskEvent>;
type Of<Type extends KioskMessage["type"]> = Extract<KioskMessage, { type: Type }>;

/** What the kiosk shows. `lost`: the connection broke, and nobody was checked in. */
export type KioskState =
  | { at: "idle" }
  | { at: "connecting" }
  | { at: "guidance"; guidance: Of<"guidance">["guidance"] }
  | { at: "prompt"; prompt: Of<"prompt"> }
  | { at: "accepted"; answer: Of<"accepted"> }
  | { at: "refused"; reason: Of<"refused">["reason"] }
  | { at: "closed"; closed: Of<"closed"> }
  | { at: "lost" };

/** Whether somebody is before the camera and being looked at. */
export function isUnderWay(state: KioskState): boolean {
  return state.at === "connecting" || state.at === "guidance" || state.at === "prompt";
}

/** What a message changes on the screen; credit and signs of life change nothing. */
export function shown(state: KioskState, message: KioskMessage): KioskState {
  switch (message.type) {
    case "guidance":
      return { at: "guidance", guidance: message.guidance };
    case "prompt":
      return { at: "prompt", prompt: message };
    case "accepted":
      return { at: "accepted", answer: message };
    case "refused":
      return { at: "refused", reason: message.reason };
    case "closed":
      return { at: "closed", closed: message };
    case "control":
    case "ack":
    case "heartbeat":
      return state;
  }
}

/** How much of the ring is drawn, 0 to 1. */
export function share(state: KioskState): number {
  if (state.at === "accepted") return 1;
  if (state.at !== "prompt") return 0;
  const { step, steps, turned } = state.prompt;
  return Math.min(1, (step - 1 + 0.9 * turned) / steps);
}
