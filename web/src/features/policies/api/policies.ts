import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";

/** What is in force: the institution's with "", else a course's. */
export const policyQuery = (courseId: string) =>
  queryOptions({
    queryKey: ["policies", "view", courseId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/policy", { params: { query: courseId ? { course_id: courseId } : {} }, signal })),
  });

export const policyVersionsQuery = (courseId: string) =>
  pagedQuery(["policies", "versions", courseId], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/policy/versions", {
        params: { query: { ...(courseId ? { course_id: courseId } : {}), page_size: 20, page_token: pageToken } },
        signal,
      }),
    ),
  );
