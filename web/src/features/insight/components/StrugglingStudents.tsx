import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { HeartHandshake } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { PagedView } from "@/components/PagedView";
import { ROW_LINK, Rows } from "@/components/Rows";
import { strugglingQuery } from "@/features/insight/api/insight";
import type { StruggleReason } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

/** Who may need a word, each with the reasons. */
export function StrugglingStudents({ courseId }: { courseId: string }) {
  const { t } = useTranslation("insight");
  const students = useInfiniteQuery(strugglingQuery(courseId));
  return (
    <PagedView
      query={students}
      empty={
        <EmptyState icon={HeartHandshake} title={t("struggling.none")}>
          {t("struggling.noneWhy")}
        </EmptyState>
      }
    >
      {(items) => (
        <Rows>
          {items.map((student) => (
            <li key={`${student.student_id}${student.course_id}`}>
              <Link to="/people/$personId" params={{ personId: student.student_id }} className={ROW_LINK}>
                <span className="min-w-44 flex-1">
                  <span className="block font-medium break-words">{student.display_name}</span>
                  <span className="block text-sm text-soft">
                    {[student.student_number, student.course_code].filter(Boolean).join(" · ")}
                  </span>
                </span>
                <ul className="basis-full text-soft sm:flex-[2]">
                  {student.reasons.map((reason) => (
                    <li key={reason.struggle}>
                      <Reason reason={reason} />
                    </li>
                  ))}
                </ul>
              </Link>
            </li>
          ))}
        </Rows>
      )}
    </PagedView>
  );
}

function Reason({ reason }: { reason: StruggleReason }) {
  const { t } = useTranslation("insight");
  const percent = (rate: number) => formatNumber(Math.floor(rate * 100));
  return t(`reason.${reason.struggle}`, {
    rate: percent(reason.rate),
    earlier: percent(reason.earlier_rate),
    count: reason.struggle === "absent_in_a_row" ? reason.absences : reason.counted,
  });
}
