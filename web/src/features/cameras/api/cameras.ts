import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";
import { ProblemError } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";

export type Commissioning = components["schemas"]["Commissioning"];
export type Advice = components["schemas"]["CommissioningAdvice"];

const WHILE_RUNNING_MS = 2_000;
const WHILE_OPEN_MS = 30_000;

export const cameraQuery = (cameraId: string) =>
  queryOptions({
    queryKey: ["cameras", "one", cameraId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/cameras/{camera_id}", { params: { path: { camera_id: cameraId } }, signal })),
  });

/** The camera's last measuring, null when it never was measured; asked again while it goes on. */
export const commissioningQuery = (cameraId: string) =>
  queryOptions({
    queryKey: ["cameras", "commissioning", cameraId],
    queryFn: async ({ signal }): Promise<Commissioning | null> => {
      try {
        return await answerOf(
          api.GET("/api/v1/cameras/{camera_id}/commissioning", { params: { path: { camera_id: cameraId } }, signal }),
        );
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null;
        throw error;
      }
    },
    refetchInterval: (query) => (query.state.data?.running ? WHILE_RUNNING_MS : false),
  });

export const conditionsQuery = (cameraId: string) =>
  pagedQuery(["cameras", "conditions", cameraId], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/cameras/{camera_id}/conditions", {
        params: { path: { camera_id: cameraId }, query: { page_size: 20, page_token: pageToken } },
        signal,
      }),
    ),
  );

/** How well the session was watched; asked again while it goes on. */
export const sessionConditionsQuery = (sessionId: string, isOpen = false) =>
  queryOptions({
    queryKey: ["sessions", "conditions", sessionId],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/sessions/{session_id}/camera-conditions", {
          params: { path: { session_id: sessionId } },
          signal,
        }),
      ),
    refetchInterval: isOpen ? WHILE_OPEN_MS : false,
  });

/** Wait no longer for what the camera may still have of the session. */
export const giveUpOnCamera = (sessionId: string, cameraId: string) =>
  answerOf(
    api.POST("/api/v1/sessions/{session_id}/cameras/{camera_id}/give-up", {
      params: { path: { session_id: sessionId, camera_id: cameraId } },
    }),
  );

/** The same as a file. */
export const sessionConditionsCsvUrl = (sessionId: string) => `/api/v1/sessions/${sessionId}/camera-conditions.csv`;

export const startCommissioning = (cameraId: string, minutes: number) =>
  answerOf(
    api.POST("/api/v1/cameras/{camera_id}/commissioning", {
      params: { path: { camera_id: cameraId } },
      body: { minutes },
    }),
  );

export const stopCommissioning = (cameraId: string) =>
  answerOf(api.DELETE("/api/v1/cameras/{camera_id}/commissioning", { params: { path: { camera_id: cameraId } } }));
