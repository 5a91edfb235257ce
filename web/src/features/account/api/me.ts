import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { asProblem } from "@/lib/api/problem";
import type { Me } from "@/lib/api/types";
import { READABLE_OFFLINE } from "@/lib/offline";

/** Who is logged in; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await answerOf(api.GET("/api/v1/me", { signal }));
    } catch (error) {
      if (asProblem(error).isLoggedOut) return null;
      throw error;
    }
  },
  staleTime: 60_000,
  networkMode: "always", // without a network it fails, and what is kept is shown; it does not wait
  meta: READABLE_OFFLINE,
});
