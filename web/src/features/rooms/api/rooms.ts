import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { allItems } from "@/lib/api/pages";

export const roomsQuery = queryOptions({
  queryKey: ["rooms"],
  queryFn: ({ signal }) =>
    allItems((pageToken) =>
      answerOf(api.GET("/api/v1/rooms", { params: { query: { page_size: 200, page_token: pageToken } }, signal })),
    ),
});

/** The cameras of one room, or all. */
export const camerasQuery = (roomId?: string) =>
  queryOptions({
    queryKey: ["cameras", roomId ?? "all"],
    queryFn: ({ signal }) =>
      allItems((pageToken) =>
        answerOf(
          api.GET("/api/v1/cameras", {
            params: { query: { page_size: 200, page_token: pageToken, ...(roomId ? { room_id: roomId } : {}) } },
            signal,
          }),
        ),
      ),
  });

export const keysQuery = (cameraId: string) =>
  queryOptions({
    queryKey: ["cameras", "keys", cameraId],
    queryFn: ({ signal }) =>
      allItems((pageToken) =>
        answerOf(
          api.GET("/api/v1/cameras/{camera_id}/keys", {
            params: { path: { camera_id: cameraId }, query: { page_size: 200, page_token: pageToken } },
            signal,
          }),
        ),
      ),
  });
