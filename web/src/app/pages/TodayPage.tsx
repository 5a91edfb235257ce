import { useRouteContext } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { TodayList } from "@/features/timetable/components/TodayList";
import { longDate } from "@/lib/format";

export function TodayPage() {
  const { t } = useTranslation("timetable");
  const { me } = useRouteContext({ from: "/member" });
  const [now] = useState(() => new Date().toISOString());
  return (
    <>
      <PageHeader title={t("today.title")} purpose={longDate(now)} />
      <TodayList teaches={me.role !== "student"} />
    </>
  );
}
