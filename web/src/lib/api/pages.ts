import { infiniteQueryOptions, type QueryKey } from "@tanstack/react-query";

interface Page<Item> {
  items: Item[];
  next_page_token: string;
}

const MAX_PAGES = 100; // a list that never ends would keep the browser busy for ever

/** Query options of a list that is read page by page, as the reader asks for more. */
export function pagedQuery<P extends Page<unknown>>(
  queryKey: QueryKey,
  fetchPage: (pageToken: string, signal: AbortSignal) => Promise<P>,
) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_page_token || undefined,
  });
}

/** All items of a list short enough to be shown whole, such as rooms. */
export async function allItems<Item>(
  fetchPage: (pageToken: string) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let pageToken = "";
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await fetchPage(pageToken);
    items.push(...answer.items);
    pageToken = answer.next_page_token;
    if (!pageToken) break;
  }
  return items;
}
