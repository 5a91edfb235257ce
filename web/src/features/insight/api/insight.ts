import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";

const of = (courseId: string) => (courseId ? { course_id: courseId } : {});

/** Rates by weekday, hour, course and week of today's term. */
export const patternsQuery = (courseId: string) =>
  queryOptions({
    queryKey: ["insight", "patterns", courseId],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/insight/patterns", { params: { query: of(courseId) }, signal })),
  });

/** Who may need help, most reasons first. */
export const strugglingQuery = (courseId: string) =>
  pagedQuery(["insight", "struggling", courseId], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/insight/struggling", {
        params: { query: { ...of(courseId), page_size: 50, page_token: pageToken } },
        signal,
      }),
    ),
  );
