import { queryOptions, keepPreviousData } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";
import type { Role } from "@/lib/api/types";

const PAGE_ROWS = 200; // the most the gateway gives at once: a list of thousands is scrolled quickly

export interface PeopleFilter {
  query: string;
  role?: Role | undefined;
}

/** People whose name, e-mail or student number holds the query, page by page. */
export const peopleQuery = ({ query, role }: PeopleFilter) => ({
  ...pagedQuery(["people", "list", { query, role }], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/people", {
        params: { query: { query, page_size: PAGE_ROWS, page_token: pageToken, ...(role ? { role } : {}) } },
        signal,
      }),
    ),
  ),
  placeholderData: keepPreviousData,
});

/** The first few people for a search that picks one. */
export const peopleSuggestionsQuery = ({ query, role }: PeopleFilter) =>
  queryOptions({
    queryKey: ["people", "suggestions", { query, role }],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/people", {
          params: { query: { query, page_size: 8, ...(role ? { role } : {}) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const personQuery = (personId: string) =>
  queryOptions({
    queryKey: ["people", "one", personId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/people/{person_id}", { params: { path: { person_id: personId } }, signal })),
  });

/** Where everybody is as a file, in the columns that an import reads. */
export const exportUrl = "/api/v1/people/export.csv";
