import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useRouteContext, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { coursesQuery } from "@/features/courses/api/courses";
import { NewExcuseForm } from "@/features/excuses/components/NewExcuseForm";
import { PersonPicker } from "@/features/people/components/PersonPicker";
import { localDay } from "@/lib/format";

/** Asks to be excused, ahead of time or afterwards. */
export function NewExcusePage() {
  const { t } = useTranslation("excuses");
  const { me } = useRouteContext({ from: "/member" });
  const { day, course, student, session } = useSearch({ from: "/member/excuses/new" });
  const navigate = useNavigate();
  const courses = useQuery(coursesQuery);
  const forOther = me.role !== "student";
  const studentId = forOther ? student : me.person_id;
  const back = (
    <Link to="/excuses" className="text-accent hover:underline">
      {t(forOther ? "inbox.back" : "mine.title")}
    </Link>
  );
  return (
    <>
      <PageHeader
        title={t(forOther ? "behalf.title" : "form.title")}
        purpose={t(forOther ? "behalf.purpose" : "form.purpose")}
        above={back}
      />
      {forOther && (
        <div className="mb-6 max-w-2xl">
          <PersonPicker
            label={t("facts.student")}
            placeholder={t("behalf.find")}
            nothing={t("behalf.nobody")}
            detail="student_number"
            only="student"
            id={studentId}
            onChange={(chosen) => void navigate({ to: "/excuses/new", search: { day, course, student: chosen }, replace: true })}
          />
        </div>
      )}
      {studentId && (
        <QueryView query={courses}>
          {(found) => (
            <NewExcuseForm
              key={studentId}
              studentId={studentId}
              courses={found}
              begin={{
                day: day ?? localDay(new Date().toISOString()),
                courseId: course ?? null,
                sessionId: session ?? null,
              }}
              onDone={({ excuse_id: excuse }) =>
                void navigate({ to: "/excuses", search: forOther ? { excuse, all: true } : {} })
              }
            />
          )}
        </QueryView>
      )}
    </>
  );
}
