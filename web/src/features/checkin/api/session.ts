import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";

/** What the session is called. */
export const sessionQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ["sessions", "name", sessionId],
    queryFn: async ({ signal }) => {
      const path = { session_id: sessionId };
      return (await answerOf(api.GET("/api/v1/sessions/{session_id}", { params: { path }, signal }))).session;
    },
    staleTime: 60_000,
  });
