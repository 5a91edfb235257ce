import { answerOf, api } from "@/lib/api/client";
import type { FaceSample } from "@/lib/api/types";

/** Submits a photo, which is judged before the answer comes. A retry with the same request id stores nothing twice. */
export const addFace = (personId: string, photo: Blob, requestId: string): Promise<FaceSample> =>
  answerOf(
    api.POST("/api/v1/people/{person_id}/faces", {
      params: { path: { person_id: personId }, header: { "Idempotency-Key": requestId } },
      body: photo,
      bodySerializer: () => photo,
      // a browser that does not know HEIC names no type for it
      headers: { "Content-Type": photo.type || "image/heic" },
    }),
  );

export const deleteFace = (personId: string, sampleId: string) =>
  answerOf(
    api.DELETE("/api/v1/people/{person_id}/faces/{sample_id}", {
      params: { path: { person_id: personId, sample_id: sampleId } },
    }),
  );
