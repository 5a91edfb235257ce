import { useTranslation } from "react-i18next";

import { MarkIcon } from "@/components/MarkLabel";
import type { LogEntry } from "@/features/sessions/liveSession";
import { clockSeconds } from "@/lib/format";

/** What happened, in words, newest first. */
export function SessionLog({ entries }: { entries: readonly LogEntry[] }) {
  const { t } = useTranslation(["sessions", "common"]);
  return (
    <section aria-label={t("log.title")} className="overflow-hidden rounded-card border border-line bg-raised">
      <h2 className="border-b border-line bg-sunken px-4 py-2 font-semibold">{t("log.title")}</h2>
      <div
        role="log"
        aria-label={t("log.title")}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling box must be reachable by keyboard
        tabIndex={0}
        className="max-h-80 overflow-y-auto px-4 py-2 text-sm focus-visible:-outline-offset-2"
      >
        {entries.length === 0 && <p className="py-2 text-soft">{t("log.empty")}</p>}
        <ol>
          {entries.toReversed().map((entry) => (
            <li key={entry.key} className="flex animate-arrive items-start gap-3 py-1">
              <span className="w-16 shrink-0 text-soft">{entry.time ? clockSeconds(entry.time) : t("log.before")}</span>
              <span className="mt-1 shrink-0">
                <MarkIcon status={entry.to} />
              </span>
              <span className="min-w-0 break-words">{words(entry)}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );

  function words({ name, to, source }: LogEntry): string {
    const status = t(`common:status.${to}`).toLocaleLowerCase();
    if (to === "not_seen") return t("log.backToCameras", { name });
    if (source === "camera") return t(to === "late" ? "log.seenLate" : "log.seen", { name });
    if (source === "teacher") return t("log.byTeacher", { name, status });
    if (to === "unconfirmed") return t("log.unconfirmed", { name });
    return t("log.byRule", { name, status });
  }
}
