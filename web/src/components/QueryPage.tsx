import type { ComponentProps, ReactNode } from "react";

import { PageHeader } from "./PageHeader";
import { QueryView } from "./QueryView";
import { Skeleton } from "./Skeleton";

interface Props<T> {
  query: ComponentProps<typeof QueryView<T>>["query"];
  /** What kind of thing the page is about, until it is known which. */
  title: string;
  /** A link back. */
  above?: ReactNode;
  children: (data: T) => ReactNode;
}

/** A page about one thing: while it comes, and when it does not, the page still has a name and a way back. */
export function QueryPage<T>({ query, title, above, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  return (
    <>
      <PageHeader title={title} above={above} />
      <QueryView query={query} skeleton={<Skeleton />}>
        {() => null}
      </QueryView>
    </>
  );
}
