import type { components } from "@/lib/api/schema";
import { z } from "@/lib/zod";

type TrainingEvent = components["schemas"]["TrainingEvent"];

const count = z.number();

export const trainingEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("progress"),
    samples_done: count,
    samples_total: count,
    remaining_seconds: z.nullable(count),
  }),
  z.object({
    type: z.literal("rejected"),
    sample_id: z.string(),
    person_id: z.string(),
    reason: z.string(),
    message: z.string(),
  }),
  z.object({ type: z.literal("log"), time: z.string(), message: z.string() }),
  z.object({
    type: z.literal("done"),
    gallery_version: count,
    people: count,
    encodings: count,
    encoded_now: count,
    rejected: count,
  }),
  z.object({ type: z.literal("failed"), message: z.string() }),
  z.object({ type: z.literal("cancelled") }),
  z.object({ type: z.literal("heartbeat") }),
]) satisfies z.ZodMiniType<Pick<TrainingEvent, "type">>;

export type TrainingMessage = z.infer<typeof trainingEvent>;
