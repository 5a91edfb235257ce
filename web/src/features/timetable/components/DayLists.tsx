import clsx from "clsx";
import { useTranslation } from "react-i18next";

import type { PlannedClass } from "@/features/timetable/api/changeTimetable";
import { clock, weekdayAndDay } from "@/lib/format";

interface Props {
  days: readonly string[];
  classes: readonly PlannedClass[];
  today: string;
  onPick: (planned: PlannedClass) => void;
}

/** The week as a list of days, for narrow windows. */
export function DayLists({ days, classes, today, onPick }: Props) {
  const { t } = useTranslation("timetable");
  return (
    <div className="flex flex-col gap-5">
      {days.map((day) => {
        const ofDay = classes.filter((one) => one.date === day);
        return (
          <section key={day} aria-label={weekdayAndDay(day)}>
            <h3 className={clsx("mb-1 font-semibold", day === today && "text-accent")}>{weekdayAndDay(day)}</h3>
            {ofDay.length === 0 ? (
              <p className="text-sm text-soft">{t("week.free")}</p>
            ) : (
              <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-raised">
                {ofDay.map((one) => (
                  <li key={one.occurrence_id}>
                    <button
                      type="button"
                      className="flex min-h-14 w-full items-center gap-3 px-4 py-2 text-start hover:bg-hover"
                      onClick={() => {
                        onPick(one);
                      }}
                    >
                      <span className={clsx("w-24 shrink-0 tabular-nums", one.cancelled && "line-through")}>
                        {clock(one.start_time)}–{clock(one.end_time)}
                      </span>
                      <span className={clsx("min-w-0 flex-1", one.cancelled && "text-soft")}>
                        <span className={clsx("block font-medium", one.cancelled && "line-through")}>
                          {one.course_code} {one.course_title}
                        </span>
                        <span className="block text-sm text-soft">
                          {[one.cancelled ? t("today.cancelled") : "", one.room_name, one.group_name].filter(Boolean).join(" · ")}
                        </span>
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </section>
        );
      })}
    </div>
  );
}
