import clsx from "clsx";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

import type { PlannedClass } from "@/features/timetable/api/changeTimetable";
import { ClassBlock, type Drawn, STEP } from "@/features/timetable/components/ClassBlock";
import { DayLists } from "@/features/timetable/components/DayLists";
import { hoursOf, minutesOf, type Place, placed, timeOf } from "@/features/timetable/week";
import { localClock, weekdayAndDay } from "@/lib/format";

interface Props {
  days: readonly string[];
  classes: readonly PlannedClass[];
  today: string;
  onPick: (planned: PlannedClass) => void;
  /** Somebody wants a class here; without it nothing can be added. */
  onAdd?: ((place: Place) => void) | undefined;
  /** A class was dragged there; without it nothing can be moved. */
  onMove?: ((planned: PlannedClass, place: Place) => void) | undefined;
}

/** The week as a grid of days and hours; on a phone as a list of days. */
export function WeekGrid(props: Props) {
  const { t } = useTranslation("timetable");
  return (
    <>
      <div className="hidden md:block">
        {props.onMove && <p className="mb-2 text-sm text-soft">{t("week.howToMove")}</p>}
        <Grid {...props} />
      </div>
      <div className="md:hidden">
        <DayLists {...props} />
      </div>
    </>
  );
}

function Grid({ days, classes, today, onPick, onAdd, onMove }: Props) {
  const { t } = useTranslation("timetable");
  const drawn: Drawn[] = classes.map((planned) => {
    const start = minutesOf(localClock(planned.start_time));
    return { planned, start, end: Math.max(minutesOf(localClock(planned.end_time)), start + 15) };
  });
  const { from, to } = hoursOf(drawn);
  const hours = Array.from({ length: to - from }, (_, index) => from + index);
  const height = hours.length * 3.5;
  const columns = useRef<HTMLDivElement>(null);
  const placeAt = (x: number, y: number): Place | null => {
    const box = columns.current?.getBoundingClientRect();
    if (!box || x < box.left || x >= box.right || y < box.top || y >= box.bottom) return null;
    const along = document.documentElement.dir === "rtl" ? box.right - x : x - box.left;
    const date = days[Math.floor((along / box.width) * days.length)];
    const minutes = from * 60 + ((y - box.top) / box.height) * hours.length * 60;
    return date ? { date, start: timeOf(Math.round(minutes / STEP) * STEP) } : null;
  };
  return (
    <div className="overflow-x-auto rounded-card border border-line bg-raised">
      <div className="grid min-w-3xl grid-cols-[3.5rem_1fr]">
        <div />
        <div className="grid grid-cols-7 border-b border-line">
          {days.map((day) => (
            <div key={day} className={clsx("px-2 py-2 text-sm", day === today ? "font-semibold text-accent" : "text-soft")}>
              {weekdayAndDay(day)}
            </div>
          ))}
        </div>
        <div className="relative" style={{ height: `${String(height)}rem` }} aria-hidden>
          {hours.map((hour, index) => (
            <span
              key={hour}
              className="absolute end-2 text-xs text-soft tabular-nums"
              style={{ top: `${String(index * 3.5)}rem` }}
            >
              {timeOf(hour * 60)}
            </span>
          ))}
        </div>
        <div ref={columns} className="relative grid grid-cols-7" style={{ height: `${String(height)}rem` }}>
          {days.map((day) => (
            <div key={day} className={clsx("relative border-s border-line", day === today && "bg-accent-tint/30")}>
              {hours.map((hour, index) => (
                <button
                  key={hour}
                  type="button"
                  tabIndex={-1} // the button above the grid does the same without 100 stops
                  disabled={!onAdd}
                  aria-label={t("week.addAt", { day: weekdayAndDay(day), time: timeOf(hour * 60) })}
                  className="absolute inset-x-0 h-14 border-t border-line enabled:hover:bg-hover"
                  style={{ top: `${String(index * 3.5)}rem` }}
                  onClick={() => {
                    onAdd?.({ date: day, start: timeOf(hour * 60) });
                  }}
                />
              ))}
              {placed(drawn.filter(({ planned }) => planned.date === day)).map((block) => (
                <ClassBlock
                  key={block.planned.occurrence_id}
                  block={block}
                  from={from * 60}
                  span={hours.length * 60}
                  placeAt={placeAt}
                  onPick={onPick}
                  onMove={onMove}
                />
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
