import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";
import type { Dispute, MarkEvidence, MarkStatus } from "@/lib/api/types";

export type WantedStatus = Exclude<MarkStatus, "not_seen" | "unconfirmed">;
export type Filter = "open" | "overdue" | "all";

/** Disputes the reader may see: open ones first, by when they are due. */
export const disputesQuery = (filter: Filter) =>
  pagedQuery(["disputes", "list", filter], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/disputes", {
        params: {
          query: {
            page_size: 30,
            page_token: pageToken,
            open_only: filter === "open",
            overdue_only: filter === "overdue",
          },
        },
        signal,
      }),
    ),
  );

export const disputeQuery = (disputeId: string) =>
  queryOptions({
    queryKey: ["disputes", "one", disputeId],
    queryFn: ({ signal }): Promise<Dispute> =>
      answerOf(api.GET("/api/v1/disputes/{dispute_id}", { params: { path: { dispute_id: disputeId } }, signal })),
  });

/** What a mark rests on: the same for both sides. */
export const evidenceQuery = (sessionId: string, studentId: string) =>
  queryOptions({
    queryKey: ["sessions", sessionId, "evidence", studentId],
    queryFn: ({ signal }): Promise<MarkEvidence> =>
      answerOf(
        api.GET("/api/v1/sessions/{session_id}/marks/{student_id}/evidence", {
          params: { path: { session_id: sessionId, student_id: studentId } },
          signal,
        }),
      ),
  });

/** Disputes one's own mark, once however often the same request id is sent. */
export const openDispute = (
  sessionId: string,
  wanted: WantedStatus,
  reason: string,
  requestId: string,
): Promise<Dispute> =>
  answerOf(
    api.POST("/api/v1/disputes", {
      body: { session_id: sessionId, wanted_status: wanted, reason, request_id: requestId },
    }),
  );

export const addComment = (disputeId: string, text: string, commentId: string): Promise<Dispute> =>
  answerOf(
    api.POST("/api/v1/disputes/{dispute_id}/comments", {
      params: { path: { dispute_id: disputeId } },
      body: { text, comment_id: commentId },
    }),
  );

export const withdrawDispute = (disputeId: string): Promise<Dispute> =>
  answerOf(api.POST("/api/v1/disputes/{dispute_id}/withdrawal", { params: { path: { dispute_id: disputeId } } }));

export interface Decision {
  /** Of the session's policy; "" keeps the mark. */
  statusCode: string;
  note: string;
  requestId: string;
}

export const decideDispute = (dispute: Dispute, { statusCode, note, requestId }: Decision): Promise<Dispute> =>
  answerOf(
    api.POST("/api/v1/disputes/{dispute_id}/decision", {
      params: { path: { dispute_id: dispute.dispute_id } },
      body: {
        status_code: statusCode,
        note,
        revision: dispute.mark.revision,
        request_id: requestId,
      },
    }),
  );
