import { useQueryClient } from "@tanstack/react-query";
import { useReducer } from "react";

import { type LiveEvent, liveSession, type LiveSession, NOTHING_YET } from "@/features/sessions/liveSession";
import { sessionEvent } from "@/features/sessions/messages";
import { parsed } from "@/lib/socket/parse";
import { useLiveSocket } from "@/lib/socket/useLiveSocket";

interface Received {
  event: LiveEvent;
  time: string;
}

const reduce = (live: LiveSession, { event, time }: Received) => liveSession(live, event, time);

/** Follows a session; after a lost connection it goes on from where it was. */
export function useLiveSession(sessionId: string) {
  const queryClient = useQueryClient();
  const [live, dispatch] = useReducer(reduce, NOTHING_YET);
  const receive = (event: LiveEvent) => {
    dispatch({ event, time: new Date().toISOString() });
  };
  const socket = useLiveSocket({
    path: `/api/v1/sessions/${sessionId}/events`,
    resume: () => live.resumeToken,
    onMessage: (data) => {
      const event = parsed(sessionEvent, data);
      if (!event) return;
      receive(event);
      if (event.type === "session") void queryClient.invalidateQueries({ queryKey: ["sessions"] });
    },
  });
  return { live, socket, receive };
}
