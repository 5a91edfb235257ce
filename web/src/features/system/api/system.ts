import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";

const LOOK_EVERY_MS = 10_000;

export const systemQuery = queryOptions({
  queryKey: ["system"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/system", { signal })),
  refetchInterval: LOOK_EVERY_MS,
});
