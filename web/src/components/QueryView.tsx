import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Loading } from "./Loading";
import { ProblemNotice } from "./ProblemNotice";

type Query<T> = Pick<UseQueryResult<T>, "data" | "error" | "refetch">;

/** What a query found; before that, that it is being looked for, or why it was not found. */
export function QueryView<T>({ query, children }: { query: Query<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading />;
}
