import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useRouteContext, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { coursesQuery } from "@/features/courses/api/courses";
import { NewExcuseForm } from "@/features/excuses/components/NewExcuseForm";
import { localDay } from "@/lib/format";

/** Asks to be excused, ahead of time or afterwards. */
export function NewExcusePage() {
  const { t } = useTranslation("excuses");
  const { me } = useRouteContext({ from: "/member" });
  const { day, course } = useSearch({ from: "/member/excuses/new" });
  const navigate = useNavigate();
  const courses = useQuery(coursesQuery);
  const back = (
    <Link to="/excuses" className="text-accent hover:underline">
      {t("mine.title")}
    </Link>
  );
  return (
    <>
      <PageHeader title={t("form.title")} purpose={t("form.purpose")} above={back} />
      <QueryView query={courses}>
        {(found) => (
          <NewExcuseForm
            studentId={me.person_id}
            courses={found}
            begin={{ day: day ?? localDay(new Date().toISOString()), courseId: course ?? null }}
            onDone={() => void navigate({ to: "/excuses" })}
          />
        )}
      </QueryView>
    </>
  );
}
