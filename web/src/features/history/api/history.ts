import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";

/** Every change of a student's mark in a session, oldest first. */
export const markHistoryQuery = (sessionId: string, studentId: string) =>
  pagedQuery(["sessions", sessionId, "history", studentId], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/sessions/{session_id}/marks/{student_id}/history", {
        params: {
          path: { session_id: sessionId, student_id: studentId },
          query: { page_size: 50, page_token: pageToken },
        },
        signal,
      }),
    ),
  );

/** Opens a closed session again; the same request id opens it once. */
export const reopenSession = (sessionId: string, reason: string, requestId: string) =>
  answerOf(
    api.POST("/api/v1/sessions/{session_id}/reopen", {
      params: { path: { session_id: sessionId } },
      body: { reason, request_id: requestId },
    }),
  );

/** When a student was there in a session, as far as nobody could see the opposite. */
export const presenceQuery = (sessionId: string, studentId: string) =>
  queryOptions({
    queryKey: ["sessions", sessionId, "presence", studentId],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/sessions/{session_id}/marks/{student_id}/presence", {
          params: { path: { session_id: sessionId, student_id: studentId } },
          signal,
        }),
      ),
  });
