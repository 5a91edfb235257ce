import { answerOf, api } from "@/lib/api/client";
import type { LoginChallenge, Me } from "@/lib/api/types";

/** Somebody who is logged in now, or the second step that is asked of them. */
export const logIn = (email: string, password: string): Promise<Me | LoginChallenge> =>
  answerOf(api.POST("/api/v1/login", { body: { email, password } }));

export const isChallenge = (answer: Me | LoginChallenge): answer is LoginChallenge => "challenge_token" in answer;

export const logOut = () => answerOf(api.POST("/api/v1/logout"));
