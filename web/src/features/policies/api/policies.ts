import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";

/** Whose policy: a session's, else a course's, else the institution's. */
export interface PolicyPlace {
  courseId?: string;
  sessionId?: string;
}

/** As requests name it. */
export function placeOf({ courseId, sessionId }: PolicyPlace) {
  return { ...(courseId ? { course_id: courseId } : {}), ...(sessionId ? { session_id: sessionId } : {}) };
}

/** What is in force there. */
export const policyQuery = (place: PolicyPlace) =>
  queryOptions({
    queryKey: ["policies", "view", placeOf(place)],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/policy", { params: { query: placeOf(place) }, signal })),
  });

export const policyVersionsQuery = (place: PolicyPlace) =>
  pagedQuery(["policies", "versions", placeOf(place)], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/policy/versions", {
        params: { query: { ...placeOf(place), page_size: 20, page_token: pageToken } },
        signal,
      }),
    ),
  );
