import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { asProblem } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { setTimeZone } from "@/lib/format";

type KioskState = components["schemas"]["KioskState"];

const LOOK_AGAIN_MS = 5_000;

/** The tablet's own clock may be wrong: `aheadMs` is how far the gateway's is ahead of it. */
export type Kiosk = KioskState & { aheadMs: number };

export function kioskOf(state: KioskState): Kiosk {
  setTimeZone(state.time_zone);
  return { ...state, aheadMs: Date.parse(state.time) - Date.now() };
}

/** What this kiosk shows; null when the device is none, or not any more. The last answer stays while none comes. */
export const kioskQuery = queryOptions({
  queryKey: ["kiosk"],
  queryFn: async ({ signal }): Promise<Kiosk | null> => {
    try {
      return kioskOf(await answerOf(api.GET("/api/v1/kiosk", { signal })));
    } catch (error) {
      if (asProblem(error).status === 401) return null;
      throw error;
    }
  },
  refetchInterval: (query) => (query.state.data === null ? false : LOOK_AGAIN_MS),
  refetchIntervalInBackground: true,
  networkMode: "always", // whether the network is there is for the answer to say
  retry: false,
});

export const pairKiosk = (code: string) => answerOf(api.POST("/api/v1/kiosk/pairing", { body: { code } }));

/** The key is revoked and forgotten. */
export const resetKiosk = () => answerOf(api.DELETE("/api/v1/kiosk", {}));

/** Tells the teacher that somebody says to be there; it marks nobody. */
export const claimAtKiosk = (studentNumber: string, requestId: string) =>
  answerOf(api.POST("/api/v1/kiosk/claims", { body: { student_number: studentNumber, request_id: requestId } }));
