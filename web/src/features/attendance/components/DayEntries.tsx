import { CalendarX2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { MarkLabel } from "@/components/MarkLabel";
import { Row, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import type { CalendarDay } from "@/lib/api/types";
import { clock } from "@/lib/format";

interface Props {
  day: CalendarDay | undefined;
  besideMark: (sessionId: string) => ReactNode;
  nothing: string;
}

/** The classes of one day, each with its mark and why it is what it is. */
export function DayEntries({ day, besideMark, nothing }: Props) {
  const { t } = useTranslation("attendance");
  const off = day?.kind === "holiday" ? day.holiday_name : day?.kind === "weekend" ? t("calendar.weekend") : "";
  if (!day || day.entries.length === 0) return <p className="text-soft">{off || nothing}</p>;
  return (
    <Rows>
      {day.entries.map((entry) => (
        <Row key={`${entry.session_id}${entry.course_id}${entry.start_time}`}>
          <span className="min-w-32 flex-1">
            <span className="block font-medium break-words">
              {entry.course_code} · {entry.course_title}
            </span>
            <span className="block text-sm text-soft">
              {[entry.end_time ? `${clock(entry.start_time)}–${clock(entry.end_time)}` : clock(entry.start_time), entry.room_name]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </span>
          {entry.cancelled ? (
            <Tag icon={CalendarX2}>{t("calendar.cancelled")}</Tag>
          ) : entry.session_id ? (
            <span className="flex items-center gap-1">
              <MarkLabel status={entry.status} />
              {besideMark(entry.session_id)}
            </span>
          ) : (
            <span className="text-sm text-soft">{t("calendar.planned")}</span>
          )}
        </Row>
      ))}
    </Rows>
  );
}
