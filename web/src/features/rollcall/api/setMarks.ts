import { answerOf, api } from "@/lib/api/client";
import type { Mark, MarkStatus } from "@/lib/api/types";

export interface WantedMark {
  /** As the teacher saw it: its revision goes along. */
  mark: Mark;
  status: MarkStatus;
  /** Part of the wish, so that trying again marks nobody twice. */
  requestId: string;
}

/** Sets many marks at once; each is answered by itself. */
export const setMarks = (sessionId: string, wanted: readonly WantedMark[], note = "") =>
  answerOf(
    api.PUT("/api/v1/sessions/{session_id}/marks", {
      params: { path: { session_id: sessionId } },
      body: {
        note,
        marks: wanted.map(({ mark, status, requestId }) => ({
          student_id: mark.student_id,
          status,
          revision: mark.revision,
          request_id: requestId,
        })),
      },
    }),
  );
