import { useQuery } from "@tanstack/react-query";
import { Link, useRouteContext } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { useTranslation } from "react-i18next";

import { SetUpSteps } from "@/app/pages/home/SetUpSteps";
import { Below } from "@/components/Below";
import { Button } from "@/components/Button";
import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { openSessionsQuery } from "@/features/sessions/api/sessions";
import { SessionRows } from "@/features/sessions/components/SessionRows";
import { classesQuery } from "@/features/timetable/api/timetable";
import { TodayList } from "@/features/timetable/components/TodayList";

/** Where teachers and administrators begin. */
export function HomePage() {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/member" });
  const open = useQuery(openSessionsQuery);
  const { isPending } = useQuery(classesQuery(null));
  const classes = (
    <>
      <Section title={t("home.today")}>
        <TodayList teaches />
      </Section>
      <Below coming={isPending}>
        <Section title={t("home.now")}>
          <QueryView query={open}>
            {({ items }) =>
              items.length > 0 ? (
                <SessionRows sessions={items} label={t("home.now")} />
              ) : (
                <p className="text-soft">{t("home.nothingNow")}</p>
              )
            }
          </QueryView>
        </Section>
      </Below>
    </>
  );
  return (
    <>
      <PageHeader
        title={t("home.title", { name: me.display_name })}
        purpose={t("home.purpose")}
        action={
          <Button asChild look="main">
            <Link to="/sessions/new" search={{}}>
              <Play size={18} aria-hidden />
              {t("home.start")}
            </Link>
          </Button>
        }
      />
      {me.role === "admin" ? <SetUpSteps>{classes}</SetUpSteps> : classes}
    </>
  );
}
