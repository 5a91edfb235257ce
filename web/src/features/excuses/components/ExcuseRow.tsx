import { useTranslation } from "react-i18next";

import { ExcuseStateTag } from "@/features/excuses/components/ExcuseStateTag";
import type { Excuse } from "@/lib/api/types";
import { daysText, shortDate } from "@/lib/format";

/** What an excuse is about, in two lines; with the student's name for everybody else. */
export function ExcuseRow({ excuse, withName }: { excuse: Excuse; withName: boolean }) {
  const { t } = useTranslation("excuses");
  const when = whenText(excuse);
  const about = excuse.course_code || (excuse.first_date ? t("allCourses") : "");
  const details = [
    withName ? when : "",
    about,
    excuse.category && t(`category.${excuse.category}`),
    excuse.files.length > 0 ? t("fileCount", { count: excuse.files.length }) : "",
  ];
  return (
    <>
      <span className="min-w-40 flex-1">
        <span className="block font-medium break-words">
          {withName ? excuse.student_name || t("formerStudent") : when}
        </span>
        <span className="block text-sm text-soft">{details.filter(Boolean).join(" · ")}</span>
      </span>
      <ExcuseStateTag state={excuse.state} />
    </>
  );
}

export function whenText(excuse: Excuse): string {
  if (excuse.first_date && excuse.last_date) return daysText(excuse.first_date, excuse.last_date);
  return excuse.sessions.map((session) => `${session.course_code}, ${shortDate(session.start_time)}`).join("; ");
}
