import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { QueryPage } from "@/components/QueryPage";
import { disputeQuery } from "@/features/disputes/api/disputes";
import { DisputeView } from "@/features/disputes/components/DisputeView";
import { MarkHistory } from "@/features/history/components/MarkHistory";
import { dateAndClock } from "@/lib/format";

/** One dispute: what was said, and what is known. */
export function DisputePage() {
  const { t } = useTranslation("disputes");
  const { disputeId } = useParams({ from: "/member/disputes/$disputeId" });
  const query = useQuery(disputeQuery(disputeId));
  const back = (
    <Link to="/disputes" className="text-accent hover:underline">
      {t("list.title")}
    </Link>
  );
  return (
    <QueryPage query={query} title={t("one.title")} above={back}>
      {(dispute) => (
        <>
          <PageHeader
            title={t("one.of", { name: dispute.mark.display_name })}
            purpose={`${dispute.session.course_code} · ${dispute.session.course_title} · ${dateAndClock(dispute.session.start_time)}`}
            above={back}
          />
          <DisputeView
            key={dispute.dispute_id}
            dispute={dispute}
            history={<MarkHistory sessionId={dispute.session.session_id} studentId={dispute.mark.student_id} />}
          />
        </>
      )}
    </QueryPage>
  );
}
