import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { presenceQuery } from "@/features/history/api/history";
import type { MarkPresence } from "@/lib/api/types";
import { clock, formatList } from "@/lib/format";

interface Props {
  sessionId: string;
  studentId: string;
}

/** When somebody was there: as a sentence, and beside the whole session as a bar. */
export function PresenceBar({ sessionId, studentId }: Props) {
  const { t } = useTranslation("history");
  const { data: presence } = useQuery(presenceQuery(sessionId, studentId));
  if (!presence || presence.stays.length === 0) return null; // the history below says why
  const times = presence.stays.map(({ start_time: start, end_time: end }) =>
    t("presence.stay", { from: clock(start), to: clock(end ?? start) }),
  );
  return (
    <div className="mb-5">
      <p>
        {t("presence.there", {
          times: formatList(times),
          minutes: t("presence.minutes", { count: presence.minutes_present }),
        })}
      </p>
      <Bar presence={presence} />
    </div>
  );
}

function Bar({ presence: { session, stays } }: { presence: MarkPresence }) {
  if (!session.end_time) return null; // while it is open there is no whole to compare with
  const start = Date.parse(session.start_time);
  const length = Date.parse(session.end_time) - start;
  if (length <= 0) return null;
  const place = (time: string) => ((Date.parse(time) - start) / length) * 100;
  return (
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden className="mt-2 h-2 w-full rounded-full">
      <rect width="100" height="4" className="fill-hover" />
      {stays.map((stay) => (
        <rect
          key={stay.start_time}
          x={place(stay.start_time)}
          width={Math.max(0.5, place(stay.end_time ?? stay.start_time) - place(stay.start_time))}
          height="4"
          className="fill-present"
        />
      ))}
    </svg>
  );
}
