import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import type { CheckInRules } from "@/lib/api/types";

const of = (roomId: string | null) => (roomId === null ? {} : { room_id: roomId });

/** Of a room; null: of the whole institution. */
export const rulesQuery = (roomId: string | null) =>
  queryOptions({
    queryKey: ["check-in", "rules", roomId ?? "institution"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/v1/check-in/rules", { params: { query: of(roomId) }, signal })),
  });

export const setRules = (roomId: string | null, rules: CheckInRules) =>
  answerOf(api.PUT("/api/v1/check-in/rules", { body: { ...of(roomId), ...rules } }));
