import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CalendarDays } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { LoadMore } from "@/components/LoadMore";
import { MarkLabel } from "@/components/MarkLabel";
import { QueryView } from "@/components/QueryView";
import { Row, ROW_LINK, Rows } from "@/components/Rows";
import { byDay } from "@/features/attendance/byDay";
import { studentMarksQuery } from "@/features/attendance/api/marks";
import type { StudentMark } from "@/lib/api/types";
import { clock, longDate } from "@/lib/format";

interface Props {
  personId: string;
  /** Set when somebody else looks. */
  nameOfOther?: string;
}

/** A student's marks by day, with the rate in words. */
export function StudentMarks({ personId, nameOfOther }: Props) {
  const { t } = useTranslation("attendance");
  const marks = useInfiniteQuery(studentMarksQuery(personId));
  const DayHeading = nameOfOther === undefined ? "h2" : "h3"; // on somebody's page the marks are one section of several
  return (
    <QueryView query={marks}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        const { attended = 0, counted = 0 } = pages[0] ?? {};
        if (items.length === 0) {
          return (
            <EmptyState icon={CalendarDays} title={t("none")}>
              {nameOfOther ? t("noneWhyOther") : t("noneWhy")}
            </EmptyState>
          );
        }
        const rate = { attended, count: counted, percent: Math.round((100 * attended) / Math.max(1, counted)) };
        return (
          <>
            {counted > 0 && (
              <p className="mb-6 text-lg leading-7">
                {nameOfOther ? t("rateOther", { ...rate, name: nameOfOther }) : t("rate", rate)}
              </p>
            )}
            {byDay(items).map((day) => (
              <section key={day.day} aria-labelledby={`day-${day.day}`} className="mb-6">
                <DayHeading id={`day-${day.day}`} className="mb-2 text-sm font-medium text-soft">
                  {longDate(day.time)}
                </DayHeading>
                <Rows>
                  {day.marks.map((one) => (
                    <MarkRow key={one.session.session_id} {...one} own={nameOfOther === undefined} />
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

function MarkRow({ session, mark, own }: StudentMark & { own: boolean }) {
  const { t } = useTranslation("attendance");
  const details = [
    session.end_time ? `${clock(session.start_time)}–${clock(session.end_time)}` : t("since", { time: clock(session.start_time) }),
    session.room_name,
    mark.first_seen_time ? t("seen", { time: clock(mark.first_seen_time) }) : "",
    mark.source === "teacher" ? t("byTeacher") : "",
    mark.note,
  ];
  const line = (
    <>
      <span className="min-w-48 flex-1">
        <span className="block font-medium break-words">
          {session.course_code} · {session.course_title}
        </span>
        <span className="block text-sm text-soft">{details.filter(Boolean).join(" · ")}</span>
      </span>
      <MarkLabel status={mark.status} />
    </>
  );
  // one's own leads to what it rests on, and to saying that it is wrong
  if (!own) return <Row>{line}</Row>;
  return (
    <li>
      <Link to="/attendance/$sessionId" params={{ sessionId: session.session_id }} className={ROW_LINK}>
        {line}
      </Link>
    </li>
  );
}
