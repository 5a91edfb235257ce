import { useQuery } from "@tanstack/react-query";
import { Link, useRouteContext } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { SetUpSteps } from "@/app/pages/home/SetUpSteps";
import { useSetUpSteps } from "@/app/pages/home/useSetUpSteps";
import { Below } from "@/components/Below";
import { Button } from "@/components/Button";
import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { openSessionsQuery } from "@/features/sessions/api/sessions";
import { SessionRows } from "@/features/sessions/components/SessionRows";
import { classesQuery } from "@/features/timetable/api/timetable";
import { TodayList } from "@/features/timetable/components/TodayList";
import { offersAttendance } from "@/features/timetable/today";

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
        action={me.role === "admin" ? <AdminStart /> : <Start />}
      />
      {me.role === "admin" ? <SetUpSteps>{classes}</SetUpSteps> : classes}
    </>
  );
}

/** Of any course, at any time: the page's main action only where a class of today does not offer its own. */
function Start({ isOther = false }: { isOther?: boolean }) {
  const { t } = useTranslation();
  const [now] = useState(() => Date.now());
  const { data } = useQuery(classesQuery(null));
  const isMain = data !== undefined && !isOther && !offersAttendance(data.items, now);
  return (
    <Button asChild look={isMain ? "main" : "plain"}>
      <Link to="/sessions/new" search={{}}>
        <Play size={18} aria-hidden />
        {t("home.start")}
      </Link>
    </Button>
  );
}

/** Of a college that is not set up the next step is what matters. */
function AdminStart() {
  const { coming, steps } = useSetUpSteps();
  return <Start isOther={coming || steps !== null} />;
}
