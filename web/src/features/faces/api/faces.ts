import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";

export const facesQuery = (personId: string) =>
  pagedQuery(["faces", personId], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/people/{person_id}/faces", {
        params: { path: { person_id: personId }, query: { page_size: 50, page_token: pageToken } },
        signal,
      }),
    ),
  );

/** Where the photo itself is. */
export const faceImageUrl = (personId: string, sampleId: string) =>
  `/api/v1/people/${personId}/faces/${sampleId}/image`;
