import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useDeferredValue, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { SelectField } from "@/components/Field";
import { IconButton } from "@/components/IconButton";
import { MarkIcon } from "@/components/MarkLabel";
import { QueryView } from "@/components/QueryView";
import { calendarQuery, overviewQuery } from "@/features/attendance/api/student";
import { DayEntries } from "@/features/attendance/components/DayEntries";
import { dayAfter, monthAfter, statusOfDay, weeksOf } from "@/features/attendance/month";
import type { CalendarDay, MarkStatus, StudentCalendar } from "@/lib/api/types";
import { dayFormat } from "@/lib/format";

interface Props {
  personId: string;
  /** What stands beside a mark, as a button that says why it is what it is. */
  besideMark: (sessionId: string) => ReactNode;
}

const TINTS: Record<MarkStatus, string> = {
  present: "bg-present-tint",
  late: "bg-late-tint",
  left_early: "bg-late-tint",
  absent: "bg-absent-tint",
  excused: "bg-excused-tint",
  unconfirmed: "bg-hover",
  not_seen: "bg-hover",
};
const MOVES: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** Attendance by month: each day by colour, icon and words; the chosen day's classes below. */
export function AttendanceCalendar({ personId, besideMark }: Props) {
  const { t } = useTranslation("attendance");
  const [month, setMonth] = useState("");
  const [courseId, setCourseId] = useState("");
  const { data: calendar, error, refetch, fetchStatus } = useQuery(calendarQuery(personId, month, courseId));
  const data = useDeferredValue(calendar); // in small steps: see StudentOverview
  const { data: overview } = useQuery(overviewQuery(personId));
  return (
    <QueryView query={{ data, error, refetch, fetchStatus }}>
      {(found) => (
        <>
          <div className="mb-4 flex flex-wrap items-end justify-between gap-4">
            <div className="flex items-center gap-1">
              <IconButton
                icon={ChevronLeft}
                label={t("calendar.before")}
                onClick={() => {
                  setMonth(monthAfter(month || found.month, -1)); // what is shown may be the month before the one asked for
                }}
              />
              <h3 className="min-w-40 text-center font-semibold" aria-live="polite">
                {dayFormat.month(`${found.month}-01`)}
              </h3>
              <IconButton
                icon={ChevronRight}
                label={t("calendar.after")}
                onClick={() => {
                  setMonth(monthAfter(month || found.month, 1));
                }}
              />
            </div>
            <div className="w-full sm:w-64">
              <SelectField
                label={t("calendar.course")}
                value={courseId}
                onChange={(event) => {
                  setCourseId(event.target.value);
                }}
              >
                <option value="">{t("calendar.allCourses")}</option>
                {overview?.courses.map((course) => (
                  <option key={course.course_id} value={course.course_id}>
                    {course.course_code} · {course.course_title}
                  </option>
                ))}
              </SelectField>
            </div>
          </div>
          <Month key={found.month} calendar={found} besideMark={besideMark} />
        </>
      )}
    </QueryView>
  );
}

function Month({ calendar, besideMark }: { calendar: StudentCalendar; besideMark: Props["besideMark"] }) {
  const { t } = useTranslation("attendance");
  const days = new Map(calendar.days.map((day) => [day.day, day]));
  const [chosen, setChosen] = useState(
    calendar.today.startsWith(calendar.month) ? calendar.today : `${calendar.month}-01`,
  );
  const grid = useRef<HTMLTableElement>(null);
  const weeks = weeksOf(calendar.month, 0);

  function onKeyDown(event: KeyboardEvent) {
    const move = MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const next = dayAfter(chosen, move);
    setChosen(next);
    grid.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  }

  return (
    <>
      <table ref={grid} aria-label={dayFormat.month(`${calendar.month}-01`)} className="w-full table-fixed border-separate border-spacing-1">
        <thead>
          <tr>
            {Array.from({ length: 7 }, (_, weekday) => (
              <th key={weekday} scope="col" className="pb-1 text-center text-sm font-normal text-soft">
                <abbr title={dayFormat.weekday(weekday, "long")} className="no-underline">
                  {dayFormat.weekday(weekday, "narrow")}
                </abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week, index) => (
            <tr key={index}>
              {week.map((day, weekday) => (
                <td key={day || weekday} className="p-0">
                  {day && (
                    <DayButton
                      day={day}
                      found={days.get(day)}
                      isChosen={day === chosen}
                      isToday={day === calendar.today}
                      onChoose={() => {
                        setChosen(day);
                      }}
                      onKeyDown={onKeyDown}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <section aria-live="polite" className="mt-4">
        <h4 className="mb-2 font-semibold">{dayFormat.long(chosen)}</h4>
        <DayEntries day={days.get(chosen)} besideMark={besideMark} nothing={t("calendar.nothing")} />
      </section>
    </>
  );
}

interface DayProps {
  day: string;
  found: CalendarDay | undefined;
  isChosen: boolean;
  isToday: boolean;
  onChoose: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function DayButton({ day, found, isChosen, isToday, onChoose, onKeyDown }: DayProps) {
  const { t } = useTranslation(["attendance", "common"]);
  const status = statusOfDay(found);
  const planned = status === null && (found?.entries ?? []).some((entry) => !entry.cancelled);
  const isOff = found !== undefined && found.kind !== "ordinary";
  const words = [
    dayFormat.long(day),
    isToday && t("calendar.today"),
    found?.kind === "holiday" && found.holiday_name,
    found?.kind === "weekend" && t("calendar.weekend"),
    status && t(`common:status.${status}`),
    planned && t("calendar.planned"),
  ];
  return (
    <button
      type="button"
      data-day={day}
      tabIndex={isChosen ? 0 : -1}
      aria-label={words.filter(Boolean).join(", ")}
      aria-pressed={isChosen}
      onClick={onChoose}
      onKeyDown={onKeyDown}
      className={clsx(
        "flex h-12 w-full flex-col items-center justify-center rounded-control border text-sm leading-5 transition-colors duration-100 sm:h-14",
        status ? TINTS[status] : isOff ? "bg-sunken text-soft" : "hover:bg-hover",
        isChosen ? "border-accent ring-1 ring-accent" : "border-transparent",
        isToday && "font-semibold",
      )}
    >
      <span>{dayFormat.number(day)}</span>
      {status ? <MarkIcon status={status} /> : <span className="flex h-4 items-center">{planned && <span className="size-1.5 rounded-full bg-accent" />}</span>}
    </button>
  );
}
