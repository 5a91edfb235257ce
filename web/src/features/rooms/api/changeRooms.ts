import { answerOf, api } from "@/lib/api/client";
import type { Camera, Detector } from "@/lib/api/types";

export const addRoom = (name: string, requestId: string) =>
  answerOf(api.POST("/api/v1/rooms", { body: { name, request_id: requestId } }));

/** The revision says what was looked at: when the room has changed since, it is refused. */
export const renameRoom = (roomId: string, change: { name: string; revision: number }) =>
  answerOf(api.PATCH("/api/v1/rooms/{room_id}", { params: { path: { room_id: roomId } }, body: change }));

export const deleteRoom = (roomId: string) =>
  answerOf(api.DELETE("/api/v1/rooms/{room_id}", { params: { path: { room_id: roomId } } }));

interface NewCamera {
  room_id: string;
  name: string;
  detector: Detector;
  request_id: string;
}

export const addCamera = (camera: NewCamera) => answerOf(api.POST("/api/v1/cameras", { body: camera }));

export type CameraChange = Partial<Pick<Camera, "name" | "detector" | "tiles" | "role">>;

/** The revision says what was looked at: when the camera has changed since, it is refused. */
export const changeCamera = (cameraId: string, change: CameraChange & { revision: number }) =>
  answerOf(api.PATCH("/api/v1/cameras/{camera_id}", { params: { path: { camera_id: cameraId } }, body: change }));

export const deleteCamera = (cameraId: string) =>
  answerOf(api.DELETE("/api/v1/cameras/{camera_id}", { params: { path: { camera_id: cameraId } } }));

export const issueKey = (cameraId: string, label: string) =>
  answerOf(
    api.POST("/api/v1/cameras/{camera_id}/keys", { params: { path: { camera_id: cameraId } }, body: { label } }),
  );

/** A code with which one tablet becomes the camera's kiosk. */
export const offerKiosk = (cameraId: string) =>
  answerOf(
    api.POST("/api/v1/cameras/{camera_id}/kiosk-pairing", {
      params: { path: { camera_id: cameraId } },
      body: { label: "" },
    }),
  );

export const revokeKey = (cameraId: string, keyId: string) =>
  answerOf(
    api.DELETE("/api/v1/cameras/{camera_id}/keys/{key_id}", {
      params: { path: { camera_id: cameraId, key_id: keyId } },
    }),
  );
