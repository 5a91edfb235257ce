import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";

/** What people are asked to agree to before their first photo. */
export const consentTextQuery = queryOptions({
  queryKey: ["consent-text"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/consent-text", { signal })),
  staleTime: Infinity,
});

export const setConsent = (personId: string, granted: boolean, textVersion: string) =>
  answerOf(
    api.PUT("/api/v1/people/{person_id}/consent", {
      params: { path: { person_id: personId } },
      body: { granted, text_version: textVersion },
    }),
  );
