import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ROW_LINK, Rows } from "@/components/Rows";
import type { Course } from "@/lib/api/types";

export function CourseList({ courses }: { courses: readonly Course[] }) {
  const { t } = useTranslation("courses");
  return (
    <Rows aria-label={t("title")}>
      {courses.map((course) => (
        <li key={course.course_id}>
          <Link to="/courses/$courseId" params={{ courseId: course.course_id }} className={ROW_LINK}>
            <span className="w-24 shrink-0 font-semibold break-words">{course.code}</span>
            <span className="min-w-40 flex-1 break-words">{course.title}</span>
            <span className="text-sm text-soft">{t("enrolled", { count: course.enrolled_count })}</span>
          </Link>
        </li>
      ))}
    </Rows>
  );
}
