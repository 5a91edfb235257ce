import { answerOf, api } from "@/lib/api/client";
import type { Mark, MarkStatus } from "@/lib/api/types";

export const startSession = (courseId: string, roomId: string, requestId: string) =>
  answerOf(api.POST("/api/v1/sessions", { body: { course_id: courseId, room_id: roomId, request_id: requestId } }));

export const endSession = (sessionId: string) =>
  answerOf(api.POST("/api/v1/sessions/{session_id}/end", { params: { path: { session_id: sessionId } } }));

/** A teacher's word. The revision says what was looked at: when the mark has changed since, it is refused. */
export const setMark = (sessionId: string, mark: Mark, status: MarkStatus, requestId: string) =>
  answerOf(
    api.PUT("/api/v1/sessions/{session_id}/marks/{student_id}", {
      params: { path: { session_id: sessionId, student_id: mark.student_id } },
      body: { status, revision: mark.revision, request_id: requestId, note: mark.note },
    }),
  );
