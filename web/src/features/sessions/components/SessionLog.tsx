import { memo, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { ChoiceBar } from "@/components/ChoiceBar";
import { MarkIcon } from "@/components/MarkLabel";
import { VirtualList } from "@/components/VirtualList";
import type { LogEntry } from "@/features/sessions/liveSession";
import { clockSeconds } from "@/lib/format";

const KINDS = ["all", "seen", "teacher", "other"] as const;
type Kind = (typeof KINDS)[number];
const ROW_PX = 32;

function kindOf({ source, to }: LogEntry): Kind {
  if (source === "teacher") return "teacher";
  return source === "camera" && to !== "not_seen" ? "seen" : "other";
}

/** What happened, in words, newest first. */
export const SessionLog = memo(function SessionLog({ entries }: { entries: readonly LogEntry[] }) {
  const { t } = useTranslation(["sessions", "common"]);
  const [kind, setKind] = useState<Kind>("all");
  const shown = useMemo(
    () => entries.filter((entry) => kind === "all" || kindOf(entry) === kind).toReversed(),
    [entries, kind],
  );
  return (
    <section aria-label={t("log.title")} className="overflow-hidden rounded-card border border-line bg-raised">
      <div className="flex flex-wrap items-center justify-between gap-2 border-b border-line bg-sunken px-4 py-2">
        <h2 className="font-semibold">{t("log.title")}</h2>
        <ChoiceBar
          label={t("log.filter")}
          value={kind}
          choices={KINDS.map((one) => ({ value: one, label: t(`log.kinds.${one}`) }))}
          onChoose={setKind}
        />
      </div>
      <div role="log" aria-label={t("log.title")} className="text-sm">
        {shown.length === 0 && <p className="px-4 py-4 text-soft">{t(entries.length === 0 ? "log.empty" : "log.noneOfKind")}</p>}
        <VirtualList label={t("log.title")} items={shown} keyOf={(entry) => entry.key} rowPx={ROW_PX} boxClass="max-h-96" className="py-2">
          {(entry, { key, ...row }) => (
            <li key={key} {...row} className="flex items-start gap-3 px-4 py-1">
              <span className="w-16 shrink-0 text-soft">{entry.time ? clockSeconds(entry.time) : t("log.before")}</span>
              <span className="mt-1 shrink-0">
                <MarkIcon status={entry.to} />
              </span>
              <span className="min-w-0 break-words">{words(entry)}</span>
            </li>
          )}
        </VirtualList>
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
});
