import { useQueryClient } from "@tanstack/react-query";
import { useReducer } from "react";

import { FRESH_RUN, liveRun } from "@/features/training/liveRun";
import { trainingEvent } from "@/features/training/messages";
import { parsed } from "@/lib/socket/parse";
import { useLiveSocket } from "@/lib/socket/useLiveSocket";

/** Follows a run from its beginning, also after a reload or a lost connection. */
export function useLiveRun(requestId: string) {
  const queryClient = useQueryClient();
  const [run, dispatch] = useReducer(liveRun, FRESH_RUN);
  const socket = useLiveSocket({
    path: `/api/v1/training-runs/${requestId}/events`,
    finishes: true,
    onOpen: () => {
      dispatch({ type: "joined" });
    },
    onMessage: (data) => {
      const event = parsed(trainingEvent, data);
      if (!event) return;
      dispatch(event);
      if (event.type === "done" || event.type === "failed" || event.type === "cancelled") {
        void queryClient.invalidateQueries({ queryKey: ["training"] });
        void queryClient.invalidateQueries({ queryKey: ["faces"] });
      }
    },
  });
  return { run, socket };
}
