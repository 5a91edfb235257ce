import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import type { LoginChallenge, Me } from "@/lib/api/types";

/** Whom an activation link is for. */
export const activationQuery = (token: string) =>
  queryOptions({
    queryKey: ["activation", token],
    queryFn: ({ signal }) => answerOf(api.POST("/api/v1/activation/lookup", { body: { token }, signal })),
    enabled: token !== "",
    staleTime: Infinity, // using the link up must not make its own page say so
  });

/** Somebody who is logged in now, or the second step that is asked of them. */
export const activate = (token: string, password: string): Promise<Me | LoginChallenge> =>
  answerOf(api.POST("/api/v1/activation", { body: { token, password } }));
