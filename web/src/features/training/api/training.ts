import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";

const WHILE_LOADING_MS = 1_000;

export const galleryQuery = queryOptions({
  queryKey: ["training", "gallery"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/gallery", { signal })),
  // until what was published is what is searched
  refetchInterval: ({ state: { data } }) =>
    data && data.published_version > data.serving_version ? WHILE_LOADING_MS : false,
});

export const trainingRunsQuery = queryOptions({
  queryKey: ["training", "runs"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/training-runs", { params: { query: { page_size: 10 } }, signal })),
});

export const cancelTraining = (requestId: string) =>
  answerOf(api.POST("/api/v1/training-runs/{request_id}/cancel", { params: { path: { request_id: requestId } } }));

export const startTraining = (requestId: string) =>
  answerOf(api.POST("/api/v1/training-runs", { body: { request_id: requestId } }));
