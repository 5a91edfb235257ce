import { answerOf, api } from "@/lib/api/client";

/** Tells the teacher that somebody says to be there; it marks nobody. */
export const claimAtKiosk = (cameraId: string, studentNumber: string, requestId: string) =>
  answerOf(
    api.POST("/api/v1/kiosk/{camera_id}/claims", {
      params: { path: { camera_id: cameraId } },
      body: { student_number: studentNumber, request_id: requestId },
    }),
  );
