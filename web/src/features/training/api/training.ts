import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";

export const galleryQuery = queryOptions({
  queryKey: ["training", "gallery"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/gallery", { signal })),
});

export const trainingRunsQuery = queryOptions({
  queryKey: ["training", "runs"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/training-runs", { params: { query: { page_size: 10 } }, signal })),
});

export const cancelTraining = (requestId: string) =>
  answerOf(api.POST("/api/v1/training-runs/{request_id}/cancel", { params: { path: { request_id: requestId } } }));

export const startTraining = (requestId: string) =>
  answerOf(api.POST("/api/v1/training-runs", { body: { request_id: requestId } }));
