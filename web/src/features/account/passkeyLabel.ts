import { z } from "@/lib/zod";

/** A form that names a new passkey. */
export const passkeyLabel = (missing: string) =>
  z.object({ label: z.string().check(z.minLength(1, missing), z.maxLength(100)) });
