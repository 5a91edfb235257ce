import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ClipboardList, Play } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { SelectField } from "@/components/Field";
import { LoadMore } from "@/components/LoadMore";
import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { coursesQuery } from "@/features/courses/api/courses";
import { sessionsQuery } from "@/features/sessions/api/sessions";
import { SessionRows } from "@/features/sessions/components/SessionRows";

export function SessionsPage() {
  const { t } = useTranslation("sessions");
  const { course } = useSearch({ from: "/member/sessions" });
  const navigate = useNavigate({ from: "/sessions" });
  const courses = useQuery(coursesQuery);
  const sessions = useInfiniteQuery(sessionsQuery(course));
  const start = (
    <Button asChild look="main">
      <Link to="/sessions/new" search={course ? { course } : {}}>
        <Play size={18} aria-hidden />
        {t("start.link")}
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} purpose={t("purpose")} action={start} />
      {(courses.data?.length ?? 0) > 1 && (
        <div className="mb-6 max-w-sm">
          <SelectField
            label={t("ofCourse")}
            value={course ?? ""}
            onChange={(event) => {
              void navigate({ search: event.target.value ? { course: event.target.value } : {}, replace: true });
            }}
          >
            <option value="">{t("allCourses")}</option>
            {courses.data?.map((one) => (
              <option key={one.course_id} value={one.course_id}>
                {one.code} · {one.title}
              </option>
            ))}
          </SelectField>
        </div>
      )}
      <QueryView query={sessions}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          const open = items.filter((session) => !session.end_time);
          const ended = items.filter((session) => session.end_time);
          if (items.length === 0) {
            return (
              <EmptyState icon={ClipboardList} title={t("none")}>
                {t("noneWhy")}
              </EmptyState>
            );
          }
          return (
            <>
              {open.length > 0 && (
                <Section title={t("openNow")}>
                  <SessionRows sessions={open} label={t("openNow")} />
                </Section>
              )}
              {ended.length > 0 && (
                <Section title={t("earlier")}>
                  <SessionRows sessions={ended} label={t("earlier")} />
                  <LoadMore {...sessions} />
                </Section>
              )}
            </>
          );
        }}
      </QueryView>
    </>
  );
}
