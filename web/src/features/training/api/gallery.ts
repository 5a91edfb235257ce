import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";
import type { LookAlikeResolution } from "@/lib/api/types";

export const versionsQuery = pagedQuery(["training", "versions"], (pageToken, signal) =>
  answerOf(
    api.GET("/api/v1/gallery/versions", { params: { query: { page_size: 10, page_token: pageToken } }, signal }),
  ),
);

export const rollBack = (version: number, requestId: string) =>
  answerOf(api.POST("/api/v1/gallery/roll-back", { body: { version, request_id: requestId } }));

export const encodersQuery = queryOptions({
  queryKey: ["training", "encoders"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/gallery/encoders", { signal })),
});

export const changeEncoder = (encoder: string, requestId: string) =>
  answerOf(api.POST("/api/v1/gallery/encoder", { body: { encoder, request_id: requestId } }));

export const lookAlikesQuery = pagedQuery(["training", "look-alikes"], (pageToken, signal) =>
  answerOf(api.GET("/api/v1/look-alikes", { params: { query: { page_size: 10, page_token: pageToken } }, signal })),
);

export const resolveLookAlike = (resolution: LookAlikeResolution) =>
  answerOf(api.POST("/api/v1/look-alikes/resolution", { body: resolution }));
