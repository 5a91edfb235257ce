import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";

export const sessionsQuery = (courseId?: string) =>
  pagedQuery(["sessions", "list", courseId ?? "all"], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/sessions", {
        params: { query: { page_size: 50, page_token: pageToken, ...(courseId ? { course_id: courseId } : {}) } },
        signal,
      }),
    ),
  );

/** A session and its marks, once; useLiveSession follows one. */
export const sessionQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ["sessions", "one", sessionId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/sessions/{session_id}", { params: { path: { session_id: sessionId } }, signal })),
  });

export const openSessionsQuery = queryOptions({
  queryKey: ["sessions", "open"],
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/sessions", { params: { query: { open_only: true, page_size: 50 } }, signal })),
  refetchInterval: 15_000,
});

/** Where a session's marks are as a file. */
export const sessionCsvUrl = (sessionId: string) => `/api/v1/sessions/${sessionId}/export.csv`;
