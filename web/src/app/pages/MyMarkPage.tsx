import { Link, useParams, useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { MyMark } from "@/features/disputes/components/MyMark";
import { MarkHistory } from "@/features/history/components/MarkHistory";

/** A student's own mark in one session, and what it rests on. */
export function MyMarkPage() {
  const { t } = useTranslation("disputes");
  const { me } = useRouteContext({ from: "/member" });
  const { sessionId } = useParams({ from: "/member/attendance/$sessionId" });
  const back = (
    <Link to="/attendance" className="text-accent hover:underline">
      {t("mark.back")}
    </Link>
  );
  return (
    <>
      <PageHeader title={t("mark.title")} purpose={t("mark.purpose")} above={back} />
      <MyMark
        sessionId={sessionId}
        studentId={me.person_id}
        history={<MarkHistory sessionId={sessionId} studentId={me.person_id} />}
      />
    </>
  );
}
