import { useInfiniteQuery } from "@tanstack/react-query";
import { CalendarDays } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { LoadMore } from "@/components/LoadMore";
import { MarkLabel } from "@/components/MarkLabel";
import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { byDay } from "@/features/attendance/byDay";
import { studentMarksQuery } from "@/features/attendance/api/marks";
import type { StudentMark } from "@/lib/api/types";
import { clock, longDate } from "@/lib/format";

interface Props {
  personId: string;
  name: string;
}

/** A student's marks by day, with the rate in words, for whoever else may see them. */
export function StudentMarks({ personId, name }: Props) {
  const { t } = useTranslation("attendance");
  const marks = useInfiniteQuery(studentMarksQuery(personId));
  return (
    <QueryView query={marks}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        const { attended = 0, counted = 0 } = pages[0] ?? {};
        if (items.length === 0) {
          return (
            <EmptyState icon={CalendarDays} title={t("none")}>
              {t("noneWhyOther")}
            </EmptyState>
          );
        }
        const percent = Math.round((100 * attended) / Math.max(1, counted));
        return (
          <>
            {counted > 0 && (
              <p className="mb-6 text-lg leading-7">
                {t("rateOther", { name, attended, count: counted, percent })}
              </p>
            )}
            {byDay(items).map((day) => (
              <section key={day.day} aria-labelledby={`day-${day.day}`} className="mb-6">
                <h3 id={`day-${day.day}`} className="mb-2 text-sm font-medium text-soft">
                  {longDate(day.time)}
                </h3>
                <Rows>
                  {day.marks.map((one) => (
                    <MarkRow key={one.session.session_id} {...one} />
                  ))}
                </Rows>
              </section>
            ))}
            <LoadMore {...marks} />
          </>
        );
      }}
    </QueryView>
  );
}

function MarkRow({ session, mark }: StudentMark) {
  const { t } = useTranslation("attendance");
  const details = [
    session.end_time ? `${clock(session.start_time)}–${clock(session.end_time)}` : t("since", { time: clock(session.start_time) }),
    session.room_name,
    mark.first_seen_time ? t("seen", { time: clock(mark.first_seen_time) }) : "",
    mark.source === "teacher" ? t("byTeacher") : "",
    mark.note,
  ];
  return (
    <Row>
      <span className="min-w-48 flex-1">
        <span className="block font-medium break-words">
          {session.course_code} · {session.course_title}
        </span>
        <span className="block text-sm text-soft">{details.filter(Boolean).join(" · ")}</span>
      </span>
      <MarkLabel status={mark.status} />
    </Row>
  );
}
