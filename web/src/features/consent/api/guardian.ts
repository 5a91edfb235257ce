import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";

/** Mails a minor's guardian a link with which to answer. */
export const askGuardian = (personId: string, textVersion: string) =>
  answerOf(
    api.POST("/api/v1/people/{person_id}/guardian-consent", {
      params: { path: { person_id: personId } },
      body: { text_version: textVersion },
    }),
  );

/** What a guardian's link asks. */
export const guardianConsentQuery = (token: string) =>
  queryOptions({
    queryKey: ["guardian-consent", token],
    queryFn: ({ signal }) => answerOf(api.POST("/api/v1/guardian-consent/lookup", { body: { token }, signal })),
    enabled: token !== "",
    staleTime: Infinity, // using the link up must not make its own page say so
  });

export const answerAsGuardian = (token: string, granted: boolean) =>
  answerOf(api.POST("/api/v1/guardian-consent", { body: { token, granted } }));
