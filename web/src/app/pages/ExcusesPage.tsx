import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useRouteContext, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { PageHeader } from "@/components/PageHeader";
import { coursesQuery } from "@/features/courses/api/courses";
import { ExcuseInbox } from "@/features/excuses/components/ExcuseInbox";
import { MyExcuses } from "@/features/excuses/components/MyExcuses";

/** A student's excuses, or those that wait for somebody's decision. */
export function ExcusesPage() {
  const { t } = useTranslation("excuses");
  const { me } = useRouteContext({ from: "/member" });
  const { excuse, all } = useSearch({ from: "/member/excuses" });
  const navigate = useNavigate();
  const courses = useQuery(coursesQuery).data ?? [];
  if (me.role === "student") {
    return (
      <>
        <PageHeader
          title={t("mine.title")}
          purpose={t("mine.purpose")}
          action={
            <Button asChild look="main">
              <Link to="/excuses/new">{t("mine.ask")}</Link>
            </Button>
          }
        />
        <MyExcuses courses={courses} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={t("inbox.title")}
        purpose={t("inbox.purpose")}
        action={
          <Button asChild>
            <Link to="/excuses/new">{t("behalf.title")}</Link>
          </Button>
        }
      />
      <ExcuseInbox
        chosen={excuse}
        waitingOnly={!all}
        courses={courses}
        onChoose={(next) => void navigate({ to: "/excuses", search: { all, excuse: next }, resetScroll: false })}
        onFilter={(waitingOnly) => void navigate({ to: "/excuses", search: { all: waitingOnly ? undefined : true } })}
      />
    </>
  );
}
