import { useTranslation } from "react-i18next";

import { asProblem } from "@/lib/api/problem";
import type { Seen } from "@/lib/useSeen";

import { Button } from "./Button";
import { Notice } from "./Notice";
import { ProblemNotice } from "./ProblemNotice";

interface Props<T> {
  seen: Seen<T>;
  /** What the form says of it, as [label, value]. */
  says: (one: T) => readonly (readonly [string, string])[];
  error: unknown;
}

/** Why it was not saved. Where somebody else has changed it: what it says now. Nothing that was typed is touched. */
export function ChangedMeanwhile<T>({ seen, says, error }: Props<T>) {
  const { t } = useTranslation("edits");
  if (!seen.theirs || !asProblem(error).isStale) return <ProblemNotice error={error} />;
  const before = says(seen.from);
  const differing = says(seen.theirs).filter(([, value], at) => value !== before[at]?.[1]);
  return (
    <Notice
      kind="bad"
      title={t("title")}
      action={
        <Button
          small
          onClick={() => {
            seen.take();
          }}
        >
          {t("take")}
        </Button>
      }
    >
      <p>{differing.length > 0 ? t("now") : t("elsewhere")}</p>
      <dl className="my-1">
        {differing.map(([label, value]) => (
          <div key={label} className="flex flex-wrap gap-x-2">
            <dt className="text-soft first-letter:uppercase">{label}</dt>
            <dd className="font-medium break-words">{value || t("nothing")}</dd>
          </div>
        ))}
      </dl>
      <p>{t("mine")}</p>
    </Notice>
  );
}
