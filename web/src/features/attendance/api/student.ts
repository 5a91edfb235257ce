import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { READABLE_OFFLINE } from "@/lib/offline";

/** Where a student stands in the term of today. */
export const overviewQuery = (personId: string) =>
  queryOptions({
    queryKey: ["student", personId, "overview"],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/people/{person_id}/overview", { params: { path: { person_id: personId } }, signal })),
    meta: READABLE_OFFLINE,
  });

/** A month ("2026-03", this one when empty) of one course, or of all. */
export const calendarQuery = (personId: string, month: string, courseId: string) =>
  queryOptions({
    queryKey: ["student", personId, "calendar", month, courseId],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/people/{person_id}/calendar", {
          params: {
            path: { person_id: personId },
            query: { ...(month && { month }), ...(courseId && { course_id: courseId }) },
          },
          signal,
        }),
      ),
    meta: READABLE_OFFLINE,
    placeholderData: (before) => before, // the month before stays until the next one is there
  });
