import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Loading } from "./Loading";
import { ProblemNotice } from "./ProblemNotice";

type Query<T> = Pick<UseQueryResult<T>, "data" | "error" | "refetch"> & Partial<Pick<UseQueryResult<T>, "fetchStatus">>;

interface Props<T> {
  query: Query<T>;
  /** The shape of what will come, in place of words. */
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}

/** What a query found; before that, that it is being looked for, or why it was not found. */
export function QueryView<T>({ query, skeleton, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (query.fetchStatus === "paused") return <Waiting />;
  return skeleton ?? <Loading />;
}

/** It is asked for once there is a network; until then nothing is under way. */
function Waiting() {
  const { t } = useTranslation();
  return (
    <p role="status" className="py-8 text-center text-soft">
      {t("waitsForNetwork")}
    </p>
  );
}
