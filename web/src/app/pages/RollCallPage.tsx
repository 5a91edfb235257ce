import { Link, useParams } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { Loading } from "@/components/Loading";
import { PageHeader } from "@/components/PageHeader";
import { ProblemNotice } from "@/components/ProblemNotice";
import { ClaimsList } from "@/features/rollcall/components/ClaimsList";
import { RollCallGrid } from "@/features/rollcall/components/RollCallGrid";
import { useLiveSession } from "@/features/sessions/useLiveSession";
import type { Mark } from "@/lib/api/types";

/** The class by name, one after another. */
export function RollCallPage() {
  const { sessionId } = useParams({ from: "/member/sessions/$sessionId/roll-call" });
  return <RollCall key={sessionId} sessionId={sessionId} />;
}

function RollCall({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation("rollcall");
  const { live, socket, receive } = useLiveSession(sessionId);
  const onAnswer = useCallback(
    (mark: Mark) => {
      receive({ type: "answer", mark });
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- it only hands on to a reducer, which never changes
    [],
  );
  const back = (
    <Link to="/sessions/$sessionId" params={{ sessionId }} className="text-accent hover:underline">
      {t("back")}
    </Link>
  );
  if (socket.state === "refused") {
    return (
      <>
        <PageHeader title={t("title")} above={back} />
        <ProblemNotice error={socket.refusal} />
      </>
    );
  }
  const { session } = live;
  if (!session) {
    return (
      <div data-wide="all">
        <Loading />
      </div>
    );
  }
  return (
    <div data-wide="all">
      <PageHeader title={t("titleOf", { course: session.course_code })} purpose={session.course_title} above={back} />
      <RollCallGrid sessionId={sessionId} marks={live.marks} onAnswer={onAnswer}>
        {!session.end_time && <ClaimsList sessionId={sessionId} marks={live.marks} onAnswer={onAnswer} />}
      </RollCallGrid>
    </div>
  );
}
