import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";
import { READABLE_OFFLINE } from "@/lib/offline";

/** A student's marks, newest first, with totals over ended sessions. */
export const studentMarksQuery = (personId: string) => ({
  ...pagedQuery(["marks", personId], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/people/{person_id}/marks", {
        params: { path: { person_id: personId }, query: { page_size: 100, page_token: pageToken } },
        signal,
      }),
    ),
  ),
  meta: READABLE_OFFLINE,
});
