import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { allItems } from "@/lib/api/pages";
import { READABLE_OFFLINE } from "@/lib/offline";

export const institutionQuery = queryOptions({
  queryKey: ["institution"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/institution", { signal })),
  networkMode: "always",
  meta: READABLE_OFFLINE, // what a day is, and a time
});

export const termsQuery = queryOptions({
  queryKey: ["terms"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/terms", { signal })),
});

export const holidaysQuery = queryOptions({
  queryKey: ["holidays"],
  queryFn: ({ signal }) =>
    allItems((pageToken) =>
      answerOf(api.GET("/api/v1/holidays", { params: { query: { page_size: 200, page_token: pageToken } }, signal })),
    ),
});

export const groupsQuery = queryOptions({
  queryKey: ["groups", "all"],
  queryFn: ({ signal }) =>
    allItems((pageToken) =>
      answerOf(api.GET("/api/v1/groups", { params: { query: { page_size: 200, page_token: pageToken } }, signal })),
    ),
});

export const membersQuery = (groupId: string) =>
  queryOptions({
    queryKey: ["groups", "members", groupId],
    queryFn: ({ signal }) =>
      allItems((pageToken) =>
        answerOf(
          api.GET("/api/v1/groups/{group_id}/members", {
            params: { path: { group_id: groupId }, query: { page_size: 500, page_token: pageToken } },
            signal,
          }),
        ),
      ),
  });

export const slotsQuery = queryOptions({
  queryKey: ["timetable", "slots"],
  queryFn: ({ signal }) =>
    allItems((pageToken) =>
      answerOf(
        api.GET("/api/v1/timetable/slots", { params: { query: { page_size: 500, page_token: pageToken } }, signal }),
      ),
    ),
});

export interface ClassFilter {
  course_id?: string;
  room_id?: string;
  teacher_id?: string;
  group_id?: string;
}

/** Classes of the days, both included; today's at the institution when no day is said. */
export const classesQuery = (days: { first: string; last: string } | null, filter: ClassFilter = {}) =>
  queryOptions({
    queryKey: ["timetable", "classes", days, filter],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/timetable/classes", {
          params: { query: days ? { first_date: days.first, last_date: days.last, ...filter } : filter },
          signal,
        }),
      ),
    ...(days && { meta: READABLE_OFFLINE }), // of "today" another day would be made
  });

export const feedQuery = queryOptions({
  queryKey: ["calendar-feed"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/me/calendar-feed", { signal })),
});

export const teachersQuery = queryOptions({
  queryKey: ["people", "teachers"],
  queryFn: ({ signal }) =>
    allItems((pageToken) =>
      answerOf(
        api.GET("/api/v1/people", { params: { query: { role: "teacher", page_size: 200, page_token: pageToken } }, signal }),
      ),
    ),
});
