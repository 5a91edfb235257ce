import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import type { Erasure } from "@/lib/api/types";

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

/** What a person agreed to and withdrew, newest first. */
export const consentsQuery = (personId: string) =>
  queryOptions({
    queryKey: ["consents", personId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/people/{person_id}/consents", { params: { path: { person_id: personId } }, signal })),
  });

const ASK_AGAIN_MS = 3000;

/** What was erased of a person; asked again while something is still to be done since `withdrawTime`. */
export const erasuresQuery = (personId: string, withdrawTime: string) =>
  queryOptions({
    queryKey: ["erasures", personId, withdrawTime],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/people/{person_id}/erasures", { params: { path: { person_id: personId } }, signal })),
    refetchInterval: ({ state }) => (state.data && receiptFor(state.data.items, withdrawTime) ? false : ASK_AGAIN_MS),
  });

/** The receipt of the erasure that followed a withdrawal; undefined until it is complete. */
export const receiptFor = (erasures: readonly Erasure[], withdrawTime: string): Erasure | undefined =>
  erasures.find(
    (one) =>
      one.cause === "consent_withdrawn" && one.complete_time !== null && Date.parse(one.complete_time) >= Date.parse(withdrawTime),
  );
