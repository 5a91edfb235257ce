import { answerOf, api } from "@/lib/api/client";

/** Proves with the password who is here; for ten minutes nothing asks again. */
export const confirmPassword = (password: string) => answerOf(api.POST("/api/v1/me/proof", { body: { password } }));
