import clsx from "clsx";
import { useTranslation } from "react-i18next";

interface Props {
  /** About as many as will come. */
  rows?: number;
  /** The height of one, as it will be: nothing moves when they come. */
  rowClass?: string;
}

/** The shape of a list that is on its way. */
export function Skeleton({ rows = 5, rowClass = "h-16" }: Props) {
  const { t } = useTranslation();
  return (
    <div role="status" className="animate-pulse-late overflow-hidden rounded-card border border-line">
      <span className="sr-only">{t("loading")}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} aria-hidden className={clsx("flex items-center gap-4 border-line px-4 not-last:border-b", rowClass)}>
          <span className="h-3 rounded-full bg-hover" style={{ width: `${30 + ((row * 17) % 30)}%` }} />
          <span className="ms-auto h-3 w-16 rounded-full bg-hover" />
        </div>
      ))}
    </div>
  );
}
