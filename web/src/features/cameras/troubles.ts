import type { components } from "@/lib/api/schema";
import { z } from "@/lib/zod";

export type CameraTrouble = components["schemas"]["CameraTrouble"];
export type Trouble = CameraTrouble["trouble"];

export const TROUBLES = ["black", "covered", "frozen", "blurred", "dark", "gone", "clock", "lost"] as const satisfies readonly Trouble[];

/** What a session's page is told of its cameras. */
export const cameraHealthMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("camera_health"),
    cameras: z.array(z.object({ camera_id: z.string(), trouble: z.enum(TROUBLES), since: z.string() })),
  }),
  z.object({ type: z.literal("heartbeat") }),
]) satisfies z.ZodMiniType<components["schemas"]["CameraHealthEvent"]>;
