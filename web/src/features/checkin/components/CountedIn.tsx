import { useTranslation } from "react-i18next";

import type { CheckInBoard } from "@/lib/api/types";
import { clockSeconds, formatNumber } from "@/lib/format";

/** How many have checked in, and who came last. */
export function CountedIn({ board }: { board: CheckInBoard }) {
  const { t } = useTranslation("checkin");
  return (
    <section aria-label={t("counted.title")} className="flex min-w-0 flex-col gap-4 self-stretch">
      <p role="status" className="text-soft">
        <span className="text-6xl font-semibold text-ink tabular-nums">{formatNumber(board.checked_in_count)}</span>{" "}
        <span className="text-xl">{t("counted.of", { count: board.roster_size })}</span>
      </p>
      {board.newest.length > 0 && (
        <ul className="max-h-[55vh] divide-y divide-line overflow-y-auto rounded-card border border-line bg-raised">
          {board.newest.map((entry) => (
            <li key={`${entry.student_id} ${entry.via}`} className="flex animate-arrive items-baseline gap-3 px-4 py-2">
              <span className="min-w-0 flex-1 truncate font-medium">{entry.display_name}</span>
              <span className="text-sm text-soft">{entry.via === "kiosk" ? t("counted.kiosk") : entry.student_number}</span>
              <span className="text-sm text-soft tabular-nums">{clockSeconds(entry.check_in_time)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
