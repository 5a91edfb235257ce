import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { termsQuery } from "@/features/timetable/api/timetable";
import type { Course } from "@/lib/api/types";
import { daysText } from "@/lib/format";

/** How many take it, and when it is held. */
export function CourseFacts({ course }: { course: Course }) {
  const { t } = useTranslation("courses");
  const terms = useQuery(termsQuery);
  const term = terms.data?.items.find((one) => one.term_id === course.term_id);
  const held = course.first_date
    ? t("days.own", { days: daysText(course.first_date, course.last_date) })
    : term && `${term.name}, ${daysText(term.first_date, term.last_date)}`;
  return [t("enrolled", { count: course.enrolled_count }), term && course.first_date ? term.name : "", held]
    .filter(Boolean)
    .join(" · ");
}
