import { useQuery } from "@tanstack/react-query";
import { Flame } from "lucide-react";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { Skeleton } from "@/components/Skeleton";
import { overviewQuery } from "@/features/attendance/api/student";
import { CourseCard } from "@/features/attendance/components/CourseCard";
import type { StudentOverview as Overview } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

interface Props {
  personId: string;
  /** Set when somebody else looks. */
  nameOfOther?: string;
}

/** Streak, rate, and each course with what can still be missed. */
export function StudentOverview({ personId, nameOfOther }: Props) {
  const { t } = useTranslation("attendance");
  const { data: found, error, refetch, fetchStatus } = useQuery(overviewQuery(personId));
  const data = useDeferredValue(found); // a slow phone draws it in small steps, and answers to a finger between them
  return (
    <QueryView query={{ data, error, refetch, fetchStatus }} skeleton={<Skeleton rows={4} rowClass="h-28" />}>
      {(overview) => (
        <>
          <Standing overview={overview} own={nameOfOther === undefined} />
          <Section title={t("courses.title")} purpose={overview.term_name ? t("courses.term", { term: overview.term_name }) : t("courses.year")}>
            {overview.courses.length === 0 ? (
              <EmptyState icon={Flame} title={t("courses.none")}>
                {t("courses.noneWhy")}
              </EmptyState>
            ) : (
              <ul className="grid gap-4 sm:grid-cols-2">
                {overview.courses.map((course) => (
                  <CourseCard key={course.course_id} course={course} />
                ))}
              </ul>
            )}
          </Section>
        </>
      )}
    </QueryView>
  );
}

function Standing({ overview, own }: { overview: Overview; own: boolean }) {
  const { t } = useTranslation("attendance");
  const { streak_days: streak, longest_streak_days: longest, rate } = overview;
  return (
    <div className="mb-10 grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line">
      {streak !== null && (
        <div className="flex items-center gap-3 bg-raised px-4 py-4">
          <Flame size={28} className={streak > 0 ? "shrink-0 text-late" : "shrink-0 text-soft"} aria-hidden />
          <div>
            <p className="text-2xl leading-8 font-semibold">{t("streak.days", { count: streak, days: formatNumber(streak) })}</p>
            <p className="text-sm leading-5 text-soft">
              {streak === 0 ? t(own ? "streak.begin" : "streak.none") : t("streak.inARow")}
              {longest !== null && longest > streak && ` · ${t("streak.longest", { count: longest, days: formatNumber(longest) })}`}
            </p>
          </div>
        </div>
      )}
      <div className={streak === null ? "col-span-2 bg-raised px-4 py-4" : "bg-raised px-4 py-4"}>
        <p className="text-2xl leading-8 font-semibold">
          {rate === null ? "–" : t("percent", { percent: formatNumber(Math.floor(rate * 1000) / 10) })}
        </p>
        <p className="text-sm leading-5 text-soft">{rate === null ? t("rateNone") : t("rateAll")}</p>
      </div>
    </div>
  );
}
