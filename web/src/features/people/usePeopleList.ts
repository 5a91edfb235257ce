import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";

import { peopleAtKey, peopleAtQuery, type PeopleFilter } from "@/features/people/api/people";
import { isKept, pagesNear, PAGE_ROWS, placeOf } from "@/features/people/places";
import type { Person } from "@/lib/api/types";
import { useSettled } from "@/lib/useSettled";

const NONE: readonly number[] = [];

/**
 * A list of any length, of which only what is near the reader is fetched and kept. A page is asked for once the reader
 * has come to rest, and its request is ended when they go on before it is answered. When people are added or deleted
 * meanwhile, a row may stand in two pages or in none until both are fetched again.
 */
export function usePeopleList(filter: PeopleFilter) {
  const queryClient = useQueryClient();
  const head = useQuery({ ...peopleAtQuery(filter, 0), placeholderData: keepPreviousData });
  const total = head.data?.total ?? 0;
  const [near, setNear] = useState(NONE);
  const wanted = useSettled(near);
  const others = useQueries({
    queries: (head.isPlaceholderData ? NONE : wanted)
      .filter((page) => page > 0 && page * PAGE_ROWS < total)
      .map((page) => peopleAtQuery(filter, page)),
  });

  const forget = useEffectEvent(() => {
    queryClient.removeQueries({
      queryKey: peopleAtKey(filter),
      type: "inactive",
      predicate: ({ queryKey }) => !isKept(Number(queryKey.at(-1)), wanted),
    });
  });
  useEffect(() => {
    if (wanted !== NONE) forget(); // before, what was in view of an earlier visit is still to be shown
  }, [wanted]);

  const isBehind = others.some(({ data, dataUpdatedAt }) => data && dataUpdatedAt > head.dataUpdatedAt && data.total !== total);
  const count = useEffectEvent(() => void head.refetch());
  useEffect(() => {
    if (isBehind) count();
  }, [isBehind]);

  const failed = others.filter((page) => page.isError);
  return {
    head,
    total,
    /** Who stands there, or undefined while their page is on its way. */
    personAt: (index: number): Person | undefined => {
      const { page, row } = placeOf(index);
      const found = page === 0 ? head.data : queryClient.getQueryData(peopleAtQuery(filter, page).queryKey);
      return found?.items[row];
    },
    /** To be told which rows are in view. */
    look: (first: number, last: number) => {
      const pages = pagesNear(first, last, total);
      setNear((before) => (before.join() === pages.join() ? before : pages));
    },
    /** Why pages in view could not be had, and how to try again. */
    trouble: failed[0] && {
      error: failed[0].error,
      retry: () => {
        for (const page of failed) void page.refetch();
      },
    },
  };
}
