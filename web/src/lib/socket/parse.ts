import type { z } from "@/lib/zod";

/** A text message as the schema has it; null for one of a kind this page does not know, which it passes over. */
export function parsed<S extends z.ZodMiniType>(schema: S, data: unknown): z.output<S> | null {
  if (typeof data !== "string") return null;
  try {
    const result = schema.safeParse(JSON.parse(data));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
