import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import type { NoticeSettings } from "@/lib/api/types";

/** What a person wants to be told, and by which ways. */
export const noticesQuery = (personId: string) =>
  queryOptions({
    queryKey: ["notices", personId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/people/{person_id}/notices", { params: { path: { person_id: personId } }, signal })),
  });

export const setNotices = (personId: string, wanted: NoticeSettings) =>
  answerOf(api.PUT("/api/v1/people/{person_id}/notices", { params: { path: { person_id: personId } }, body: wanted }));
