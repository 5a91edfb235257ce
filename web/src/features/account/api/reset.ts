import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { pageLanguage } from "@/lib/i18n/pageLanguage";

/** Mails a link in the language in which it is asked for. */
export const requestReset = (email: string) =>
  answerOf(api.POST("/api/v1/password-reset", { body: { email, language: pageLanguage() } }));

/** Whom a reset link is for. */
export const resetQuery = (token: string) =>
  queryOptions({
    queryKey: ["password-reset", token],
    queryFn: ({ signal }) => answerOf(api.POST("/api/v1/password-reset/lookup", { body: { token }, signal })),
    enabled: token !== "",
    staleTime: Infinity, // using the link up must not make its own page say so
  });

export const resetPassword = (token: string, newPassword: string) =>
  answerOf(api.POST("/api/v1/password-reset/confirm", { body: { token, new_password: newPassword } }));
