import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { MarkLabel } from "@/components/MarkLabel";
import { PagedView } from "@/components/PagedView";
import { markHistoryQuery } from "@/features/history/api/history";
import { useWhy } from "@/features/history/why";
import type { MarkHistoryEntry } from "@/lib/api/types";
import { clockSeconds, dateAndClock } from "@/lib/format";

interface Props {
  sessionId: string;
  studentId: string;
}

/** A mark's changes, oldest first, each with who or what stood behind it. */
export function MarkHistory({ sessionId, studentId }: Props) {
  const { t } = useTranslation("history");
  const history = useInfiniteQuery(markHistoryQuery(sessionId, studentId));
  return (
    <PagedView query={history} empty={<p className="text-soft">{t("none")}</p>}>
      {(entries) => (
        <ol className="flex flex-col gap-5">
          {entries.map((entry) => (
            <Entry key={entry.number} entry={entry} />
          ))}
        </ol>
      )}
    </PagedView>
  );
}

function Entry({ entry }: { entry: MarkHistoryEntry }) {
  const { t } = useTranslation("history");
  const why = useWhy();
  return (
    <li>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <MarkLabel status={entry.to_status} />
        <time dateTime={entry.change_time} className="text-sm text-soft">
          {dateAndClock(entry.change_time)}
        </time>
      </div>
      <p className="mt-1">{why(entry)}</p>
      {entry.note && <p className="mt-1 break-words">{t("note", { note: entry.note })}</p>}
      {entry.tracks.length > 0 && (
        <ul className="mt-1 text-sm text-soft">
          {entry.tracks.map((track) => (
            <li key={`${track.camera_id}:${track.track_id}`} className="break-words">
              {t("track", {
                count: track.frames_used,
                band: track.score_band,
                model: track.model,
                version: track.gallery_version,
              })}
            </li>
          ))}
        </ul>
      )}
      <p className="mt-1 text-sm text-soft">
        {[
          entry.first_seen_time && t("seen", { time: clockSeconds(entry.first_seen_time) }),
          entry.watched_share !== null && t("watched", { percent: Math.floor(entry.watched_share * 100) }),
          entry.seen_elsewhere && t("seenElsewhere"),
          entry.confirmed_by_person && t("confirmed"),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <p className="mt-1 text-sm text-soft" title={entry.hash}>
        {t("entry", { number: entry.number, hash: entry.hash.slice(0, 12) })}
      </p>
    </li>
  );
}
