import clsx from "clsx";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { outlookWords } from "@/features/attendance/outlook";
import type { CourseStanding } from "@/lib/api/types";
import { dayFormat, formatNumber, localDay } from "@/lib/format";

const LOOKS = {
  good: { icon: CircleCheck, look: "text-present" },
  warn: { icon: TriangleAlert, look: "text-late" },
  bad: { icon: CircleAlert, look: "text-absent" },
  plain: { icon: null, look: "text-soft" },
};

/** One course: the rate against what is asked for, and in a sentence what follows from it. */
export function CourseCard({ course }: { course: CourseStanding }) {
  const { t } = useTranslation("attendance");
  const { rate, required_rate: required, tally } = course;
  const said = outlookWords(course);
  const { icon: Icon, look } = LOOKS[said.tone];
  const attended = tally.present + tally.late + tally.left_early;
  const kinds = [
    t("tally.attended", { count: attended, number: formatNumber(attended) }),
    t("tally.absent", { count: tally.absent, number: formatNumber(tally.absent) }),
    tally.excused > 0 && t("tally.excused", { count: tally.excused, number: formatNumber(tally.excused) }),
    tally.unconfirmed > 0 && t("tally.unconfirmed", { count: tally.unconfirmed, number: formatNumber(tally.unconfirmed) }),
    course.forgiven > 0 && t("tally.forgiven", { count: course.forgiven, number: formatNumber(course.forgiven) }),
  ];
  return (
    <li className="flex flex-col gap-3 rounded-card border border-line bg-raised p-4">
      <div className="flex items-start justify-between gap-3">
        <h3 className="min-w-0 leading-6 font-semibold break-words">
          {course.course_code}
          <span className="block text-sm leading-5 font-normal text-soft">{course.course_title}</span>
        </h3>
        <p className="text-2xl leading-8 font-semibold">
          {rate === null ? "–" : t("percent", { percent: formatNumber(Math.floor(rate * 1000) / 10) })}
        </p>
      </div>
      {rate !== null && (
        <div className="relative h-2 rounded-full bg-hover" aria-hidden>
          <div
            className={clsx("h-full rounded-full", said.tone === "bad" ? "bg-absent" : said.tone === "warn" ? "bg-late" : "bg-present")}
            style={{ width: `${rate * 100}%` }}
          />
          {required !== null && (
            <div className="absolute -top-1 h-4 w-0.5 bg-ink" style={{ left: `${required * 100}%` }} />
          )}
        </div>
      )}
      <p className={clsx("flex items-start gap-2", look)}>
        {Icon && <Icon size={18} className="mt-0.5 shrink-0" aria-hidden />}
        <span>
          {t(said.key, {
            count: said.count,
            number: formatNumber(said.count),
            asked: formatNumber(Math.round((required ?? 0) * 100)),
            best: formatNumber(Math.floor((course.best_rate ?? 0) * 100)),
          })}{" "}
          {course.point_of_no_return && t("outlook.until", { day: dayFormat.short(localDay(course.point_of_no_return)) })}
        </span>
      </p>
      <p className="text-sm leading-5 text-soft">{kinds.filter(Boolean).join(" · ")}</p>
    </li>
  );
}
