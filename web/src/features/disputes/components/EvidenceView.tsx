import { useTranslation } from "react-i18next";

import { MarkLabel } from "@/components/MarkLabel";
import { type Bar, bars } from "@/features/disputes/timeline";
import type { MarkEvidence } from "@/lib/api/types";
import { clock, clockSeconds } from "@/lib/format";

/** When the student was seen, when the room was watched, and what was wrong with its cameras: as a picture and in words. */
export function EvidenceView({ evidence }: { evidence: MarkEvidence }) {
  const { t } = useTranslation("disputes");
  const { mark } = evidence;
  const { start_time: begin, end_time: end } = evidence.measured; // what the share below is of
  const rows = [
    { name: t("evidence.watched"), bars: bars(evidence.watched, begin, end), look: "fill-edge" },
    { name: t("evidence.seen"), bars: bars(evidence.seen, begin, end), look: "fill-present" },
    { name: t("evidence.trouble"), bars: bars(evidence.conditions, begin, end), look: "fill-late" },
  ].filter((row) => row.bars.length > 0);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-3">
        <MarkLabel status={mark.status} />
        {mark.minutes_present > 0 && (
          <span className="text-soft">{t("evidence.minutes", { count: mark.minutes_present })}</span>
        )}
      </div>
      {rows.length > 0 && (
        <figure className="rounded-card border border-line bg-raised p-4">
          <div className="flex flex-col gap-3" aria-hidden>
            {rows.map((row) => (
              <Track key={row.name} {...row} />
            ))}
          </div>
          <figcaption className="mt-2 flex justify-between text-sm text-soft tabular-nums">
            <span>{clock(begin)}</span>
            <span>{clock(end)}</span>
          </figcaption>
        </figure>
      )}
      <ul className="flex flex-col gap-1">
        <li>
          {t("evidence.watchedShare", {
            from: clock(begin),
            to: clock(end),
            percent: Math.floor(evidence.watched_share * 100),
          })}
        </li>
        {evidence.seen.length === 0 && <li>{t("evidence.neverSeen")}</li>}
        {evidence.seen.map((span) => (
          <li key={span.start_time}>
            {t("evidence.seenFrom", { from: clockSeconds(span.start_time), to: clockSeconds(span.end_time) })}
          </li>
        ))}
        {evidence.conditions.map((one) => (
          <li key={`${one.camera_name} ${one.start_time} ${one.trouble}`}>
            {t("evidence.condition", {
              camera: one.camera_name || t("evidence.formerCamera"),
              trouble: t(`trouble.${one.trouble}`),
              from: clockSeconds(one.start_time),
              to: clockSeconds(one.end_time),
            })}
          </li>
        ))}
        {mark.seen_elsewhere && <li>{t("evidence.elsewhere")}</li>}
        {evidence.excuse_id && <li>{t("evidence.excused")}</li>}
        {mark.note && <li className="break-words">{t("evidence.note", { note: mark.note })}</li>}
      </ul>
    </div>
  );
}

function Track({ name, bars: parts, look }: { name: string; bars: readonly Bar[]; look: string }) {
  return (
    <div>
      <p className="mb-1 text-sm text-soft">{name}</p>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" className="h-3 w-full rounded-sm bg-sunken">
        {parts.map((part) => (
          <rect key={part.from} x={part.from} width={part.width} y="0" height="6" className={look} />
        ))}
      </svg>
    </div>
  );
}
