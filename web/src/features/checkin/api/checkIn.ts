import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";

const FOLLOW_MS = 2_000;
const AFTER_A_CHANGE_MS = 50; // the next code is there when it is asked for

const ofSession = (sessionId: string) => ({ params: { path: { session_id: sessionId } } });

/** The code on the screen and who has checked in, asked for again when the next code takes its place. */
export const boardQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ["sessions", "code", sessionId],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/sessions/{session_id}/code", { ...ofSession(sessionId), signal })),
    refetchInterval: ({ state }) => {
      const left = state.data?.code ? state.data.code.seconds_left * 1000 + AFTER_A_CHANGE_MS : FOLLOW_MS;
      return Math.max(AFTER_A_CHANGE_MS, Math.min(FOLLOW_MS, left));
    },
    refetchIntervalInBackground: true, // a projector's screen is not the one with the keyboard
  });

export const showCode = (sessionId: string) => answerOf(api.POST("/api/v1/sessions/{session_id}/code", ofSession(sessionId)));

export const hideCode = (sessionId: string) => answerOf(api.DELETE("/api/v1/sessions/{session_id}/code", ofSession(sessionId)));

export interface TypedCode {
  code: string;
  sessionId: string | null;
  /** Part of the wish, so that trying again changes nothing twice. */
  requestId: string;
}

export const checkIn = ({ code, sessionId, requestId }: TypedCode) =>
  answerOf(
    api.POST("/api/v1/check-in", {
      body: { code, request_id: requestId, ...(sessionId ? { session_id: sessionId } : {}) },
    }),
  );

export const dismissClaim = (sessionId: string, studentId: string) =>
  answerOf(
    api.DELETE("/api/v1/sessions/{session_id}/claims/{student_id}", {
      params: { path: { session_id: sessionId, student_id: studentId } },
    }),
  );
