import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";

export const calibrationQuery = queryOptions({
  queryKey: ["training", "calibration"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/calibration", { signal })),
});
