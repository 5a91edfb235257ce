import type { InfiniteData } from "@tanstack/react-query";
import type { ComponentProps, ReactNode } from "react";

import { LoadMore } from "./LoadMore";
import { QueryView } from "./QueryView";

type Pages<Item> = InfiniteData<{ items: readonly Item[] }>;

interface Props<Item> {
  query: ComponentProps<typeof QueryView<Pages<Item>>>["query"] & ComponentProps<typeof LoadMore>;
  /** Shown when there is none. */
  empty: ReactNode;
  children: (items: readonly Item[]) => ReactNode;
}

/** A list that comes in pages: what has come of it, and a button for more. */
export function PagedView<Item>({ query, empty, children }: Props<Item>) {
  return (
    <QueryView query={query}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return empty;
        return (
          <>
            {children(items)}
            <LoadMore {...query} />
          </>
        );
      }}
    </QueryView>
  );
}
