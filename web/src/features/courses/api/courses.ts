import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { allItems, pagedQuery } from "@/lib/api/pages";

export const coursesQuery = queryOptions({
  queryKey: ["courses", "all"],
  queryFn: ({ signal }) =>
    allItems((pageToken) =>
      answerOf(api.GET("/api/v1/courses", { params: { query: { page_size: 200, page_token: pageToken } }, signal })),
    ),
});

export const courseQuery = (courseId: string) =>
  queryOptions({
    queryKey: ["courses", "one", courseId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/courses/{course_id}", { params: { path: { course_id: courseId } }, signal })),
  });

export const enrolmentsQuery = (courseId: string, withPast = false) =>
  pagedQuery(["courses", "enrolments", courseId, withPast], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/courses/{course_id}/enrolments", {
        params: { path: { course_id: courseId }, query: { page_size: 200, page_token: pageToken, with_past: withPast } },
        signal,
      }),
    ),
  );
