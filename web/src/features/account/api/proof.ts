import { proven } from "@/features/account/proof";
import { answerOf, api } from "@/lib/api/client";

/** Proves with the password who is here; for ten minutes nothing asks again. */
export const confirmPassword = (password: string) => answerOf(api.POST("/api/v1/me/proof", { body: { password } }));

/** Asks for the password, unless it was given a moment ago, before something whose refusal the page would not see. */
export const proveFirst = () => proven(() => answerOf(api.GET("/api/v1/me/proof")));
