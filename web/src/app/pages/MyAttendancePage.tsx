import { useQuery } from "@tanstack/react-query";
import { Link, useRouteContext } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";

import { Below } from "@/components/Below";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { Section } from "@/components/Section";
import { overviewQuery } from "@/features/attendance/api/student";
import { AttendanceCalendar } from "@/features/attendance/components/AttendanceCalendar";
import { StudentOverview } from "@/features/attendance/components/StudentOverview";
import { AboutMark } from "@/features/disputes/components/AboutMark";
import { meQuery } from "@/features/account/api/me";

export function MyAttendancePage() {
  const { t } = useTranslation("attendance");
  const { me: loaded } = useRouteContext({ from: "/member" });
  const { data } = useQuery(meQuery);
  const me = data ?? loaded;
  const { isPending } = useQuery(overviewQuery(me.person_id));
  const isComing = useDeferredValue(isPending); // until it is drawn, as in StudentOverview
  return (
    <>
      <PageHeader
        title={t("title")}
        purpose={t("dashboardPurpose")}
        action={
          me.role === "student" && (
            <>
              <Button asChild>
                <Link to="/today">{t("links.today")}</Link>
              </Button>
              <Button asChild look="quiet">
                <Link to="/excuses/new">{t("links.excuse")}</Link>
              </Button>
            </>
          )
        }
      />
      {me.role === "student" && !me.face_consent.granted && (
        <div className="mb-8">
          <Notice
            action={
              <Button asChild look="main" small>
                <Link to="/photos">{t("photosLink")}</Link>
              </Button>
            }
          >
            {t("photosAsk")}
          </Notice>
        </div>
      )}
      <div className="has-[>[role=alert]]:mb-8">
        <StudentOverview personId={me.person_id} />
      </div>
      <Below coming={isComing}>
        <Section title={t("calendar.title")} purpose={t("calendar.purpose")}>
          <AttendanceCalendar
            personId={me.person_id}
            besideMark={(sessionId) => <AboutMark sessionId={sessionId} />}
          />
        </Section>
      </Below>
    </>
  );
}
