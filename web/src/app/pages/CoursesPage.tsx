import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { BookOpen } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { coursesQuery } from "@/features/courses/api/courses";
import { CourseList } from "@/features/courses/components/CourseList";
import { NewCourseDialog } from "@/features/courses/components/NewCourseDialog";

export function CoursesPage() {
  const { t } = useTranslation("courses");
  const { me } = useRouteContext({ from: "/member" });
  const isAdmin = me.role === "admin";
  const courses = useQuery(coursesQuery);
  return (
    <>
      <PageHeader title={t("title")} purpose={t("purpose")} action={isAdmin && <NewCourseDialog />} />
      <QueryView query={courses}>
        {(found) =>
          found.length > 0 ? (
            <CourseList courses={found} />
          ) : (
            <EmptyState icon={BookOpen} title={t("none")}>
              {isAdmin ? t("noneWhy") : t("noneTeacher")}
            </EmptyState>
          )
        }
      </QueryView>
    </>
  );
}
