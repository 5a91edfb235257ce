import { queryOptions, keepPreviousData } from "@tanstack/react-query";

import { PAGE_ROWS } from "@/features/people/places";
import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";
import type { Role } from "@/lib/api/types";

const MOST_ROWS = 200; // the most the gateway gives at once

export interface PeopleFilter {
  query: string;
  role?: Role | undefined;
}

/** People whose name, e-mail or student number holds the query, page by page. */
export const peopleQuery = ({ query, role }: PeopleFilter) => ({
  ...pagedQuery(["people", "list", { query, role }], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/people", {
        params: { query: { query, page_size: MOST_ROWS, page_token: pageToken, ...(role ? { role } : {}) } },
        signal,
      }),
    ),
  ),
  placeholderData: keepPreviousData,
});

/** One page of the people whose name, e-mail or student number holds the query, by its place in the list. */
export const peopleAtQuery = ({ query, role }: PeopleFilter, page: number) =>
  queryOptions({
    queryKey: [...peopleAtKey({ query, role }), page],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/people", {
          params: { query: { query, page_size: PAGE_ROWS, skip: page * PAGE_ROWS, ...(role ? { role } : {}) } },
          signal,
        }),
      ),
  });

/** All pages of one list have it. */
export const peopleAtKey = ({ query, role }: PeopleFilter) => ["people", "list", "at", { query, role }] as const;

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
