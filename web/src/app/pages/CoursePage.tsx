import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useRouteContext } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { CheckRow } from "@/components/CheckRow";
import { ConfirmButton } from "@/components/ConfirmButton";
import { EmptyState } from "@/components/EmptyState";
import { LoadMore } from "@/components/LoadMore";
import { PageHeader } from "@/components/PageHeader";
import { QueryPage } from "@/components/QueryPage";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { deleteCourse } from "@/features/courses/api/changeCourses";
import { courseQuery, enrolmentsQuery } from "@/features/courses/api/courses";
import { CourseFacts } from "@/features/courses/components/CourseFacts";
import { EditCourseDialog } from "@/features/courses/components/EditCourseDialog";
import { EnrolDialog } from "@/features/courses/components/EnrolDialog";
import { EnrolmentList } from "@/features/courses/components/EnrolmentList";
import { TeachersSection } from "@/features/courses/components/TeachersSection";
import { localDay } from "@/lib/format";

export function CoursePage() {
  const { t } = useTranslation("courses");
  const { me } = useRouteContext({ from: "/member" });
  const { courseId } = useParams({ from: "/member/courses/$courseId" });
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const course = useQuery(courseQuery(courseId));
  const [withPast, setWithPast] = useState(false);
  const enrolments = useInfiniteQuery(enrolmentsQuery(courseId, withPast));
  const isAdmin = me.role === "admin";
  const enrolled = enrolments.data?.pages.flatMap((page) => page.items) ?? [];
  const enrol = <EnrolDialog courseId={courseId} enrolledIds={new Set(enrolled.filter(isStill).map((one) => one.student_id))} />;
  const start = (
    <Button asChild {...(isAdmin ? {} : { look: "main" as const })}>
      <Link to="/sessions/new" search={{ course: courseId }}>
        {t("startSession")}
      </Link>
    </Button>
  );

  const back = (
    <Link to="/courses" className="text-accent hover:underline">
      {t("back")}
    </Link>
  );

  return (
    <QueryPage query={course} title={t("one")} above={back}>
      {(found) => (
        <>
          <PageHeader
            title={`${found.code} · ${found.title}`}
            purpose={<CourseFacts course={found} />}
            above={back}
            action={
              <>
                {isAdmin && <EditCourseDialog course={found} />}
                {start}
                {isAdmin && enrol}
              </>
            }
          />
          <Section
            title={t("students")}
            action={
              <CheckRow
                checked={withPast}
                onChange={(isChecked) => {
                  setWithPast(isChecked);
                }}
              >
                {t("enrolment.withPast")}
              </CheckRow>
            }
          >
            <QueryView query={enrolments}>
              {() =>
                enrolled.length > 0 ? (
                  <>
                    <EnrolmentList courseId={courseId} enrolments={enrolled} canChange={isAdmin} />
                    <LoadMore {...enrolments} />
                  </>
                ) : (
                  <EmptyState icon={Users} title={t("noStudents")}>
                    {t("noStudentsWhy")}
                  </EmptyState>
                )
              }
            </QueryView>
          </Section>
          {isAdmin && (
            <>
              <div className="mb-10">
                <TeachersSection course={found} />
              </div>
              <ConfirmButton
                trigger={(ask) => (
                  <Button look="danger" onClick={ask}>
                    {t("delete.label")}
                  </Button>
                )}
                title={t("delete.title", { code: found.code })}
                consequence={t("delete.consequence")}
                action={t("delete.action")}
                onConfirm={async () => {
                  await deleteCourse(courseId);
                  await navigate({ to: "/courses" });
                  await queryClient.invalidateQueries({ queryKey: ["courses", "all"] });
                }}
              />
            </>
          )}
        </>
      )}
    </QueryPage>
  );
}

/** Whoever has left may be enrolled again. */
function isStill({ last_date }: { last_date: string }): boolean {
  return last_date === "" || last_date >= localDay(new Date().toISOString());
}
