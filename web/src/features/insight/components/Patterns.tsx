import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { QueryView } from "@/components/QueryView";
import { patternsQuery } from "@/features/insight/api/insight";
import { RateBars } from "@/features/insight/components/RateBars";
import { WeekTrend } from "@/features/insight/components/WeekTrend";
import { dayFormat, formatNumber, timeText } from "@/lib/format";

/** When and where students come: weekday, hour, course and week. */
export function Patterns({ courseId }: { courseId: string }) {
  const { t } = useTranslation("insight");
  const patterns = useQuery(patternsQuery(courseId));
  return (
    <QueryView query={patterns}>
      {(found) => (
        <>
          <p className="mb-4 text-lg leading-7">
            {found.total.rate === null
              ? t("totalTooLittle", { marks: found.least_marks, sessions: found.least_sessions })
              : t("total", {
                  percent: formatNumber(Math.round(found.total.rate * 1000) / 10),
                  low: formatNumber(Math.round((found.total.low ?? 0) * 1000) / 10),
                  high: formatNumber(Math.round((found.total.high ?? 0) * 1000) / 10),
                  count: found.total.sessions,
                })}
          </p>
          <div className="grid gap-4 sm:grid-cols-2 4xl:grid-cols-4">
            <WeekTrend weeks={found.weeks} trend={found.trend} />
            <RateBars
              title={t("weekdays.title")}
              first={t("weekdays.first")}
              rated={found.weekdays.map(({ iso_weekday: day, share }) => ({
                name: dayFormat.weekday(day % 7, "short"),
                share,
              }))}
            />
            <RateBars
              title={t("hours.title")}
              first={t("hours.first")}
              rated={found.hours.map(({ hour, share }) => ({ name: timeText(`${hour}:00`), share }))}
            />
            {!courseId && (
              <div className="sm:col-span-2 4xl:col-span-4">
                <RateBars
                  title={t("courses.title")}
                  first={t("courses.first")}
                  rated={found.courses.map((course) => ({ name: course.course_code, share: course.share }))}
                />
                {found.more_courses && <p className="mt-2 text-soft">{t("courses.more")}</p>}
              </div>
            )}
          </div>
        </>
      )}
    </QueryView>
  );
}
