import { useTranslation } from "react-i18next";

import { asProblem } from "@/lib/api/problem";
import { useProblemWords } from "@/lib/i18n/useProblemWords";

import { Button } from "./Button";
import { Notice } from "./Notice";

interface Props {
  error: unknown;
  /** What failed, such as "The photos could not be loaded". */
  title?: string;
  onRetry?: (() => void) | undefined;
}

/** What went wrong in words, and the way out. */
export function ProblemNotice({ error, title, onRetry }: Props) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const problem = asProblem(error);
  return (
    <Notice
      kind="bad"
      {...(title ? { title } : {})}
      action={
        onRetry && (
          <Button small onClick={onRetry}>
            {t("tryAgain")}
          </Button>
        )
      }
    >
      <p>{words(error)}</p>
      {problem.status >= 500 && problem.requestId && (
        <p className="mt-1 text-sm text-soft">{t("requestId", { id: problem.requestId })}</p>
      )}
    </Notice>
  );
}
