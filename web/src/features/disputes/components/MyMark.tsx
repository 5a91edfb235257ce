import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { QueryView } from "@/components/QueryView";
import { evidenceQuery } from "@/features/disputes/api/disputes";
import { EvidenceView } from "@/features/disputes/components/EvidenceView";
import { OpenDisputeForm } from "@/features/disputes/components/OpenDisputeForm";
import type { MarkEvidence } from "@/lib/api/types";
import { dateAndClock, localDay, shortDate } from "@/lib/format";

interface Props {
  sessionId: string;
  studentId: string;
  /** How the mark came to be. */
  history: ReactNode;
}

/** A student's own mark in one session: what it rests on, how it came to be, and how to say that it is wrong. */
export function MyMark({ sessionId, studentId, history }: Props) {
  const { t } = useTranslation("disputes");
  const query = useQuery(evidenceQuery(sessionId, studentId));
  return (
    <QueryView query={query}>
      {(evidence) => (
        <div className="grid items-start gap-10 lg:grid-cols-2" data-wide>
          <div className="flex min-w-0 flex-col gap-8">
            <div>
              <p className="font-medium">
                {evidence.session.course_code} · {evidence.session.course_title}
              </p>
              <p className="text-soft">
                {dateAndClock(evidence.session.start_time)} · {evidence.session.room_name}
              </p>
            </div>
            <EvidenceView evidence={evidence} />
            <WhatToDo evidence={evidence} />
          </div>
          <section aria-labelledby="history" className="min-w-0">
            <h2 id="history" className="mb-3 text-lg leading-6 font-semibold">
              {t("evidence.history")}
            </h2>
            {history}
          </section>
        </div>
      )}
    </QueryView>
  );
}

function WhatToDo({ evidence }: { evidence: MarkEvidence }) {
  const { t } = useTranslation("disputes");
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [now] = useState(() => Date.now());
  const { session, mark, dispute_until_time: until } = evidence;
  if (evidence.open_dispute_id) {
    return (
      <p>
        <Link
          to="/disputes/$disputeId"
          params={{ disputeId: evidence.open_dispute_id }}
          className="text-accent hover:underline"
        >
          {t("mark.disputed")}
        </Link>
      </p>
    );
  }
  if (!until) return <p className="text-soft">{t("mark.stillOpen")}</p>;
  const mayDispute = Date.parse(until) > now;
  return (
    <section aria-labelledby="what-to-do" className="flex flex-col gap-4">
      <h2 id="what-to-do" className="text-lg leading-6 font-semibold">
        {t("mark.wrong")}
      </h2>
      {open ? (
        <OpenDisputeForm
          evidence={evidence}
          onDone={({ dispute_id }) => void navigate({ to: "/disputes/$disputeId", params: { disputeId: dispute_id } })}
        />
      ) : (
        <>
          <p className="max-w-prose text-soft">
            {mayDispute ? t("mark.until", { day: shortDate(until) }) : t("mark.tooLate", { day: shortDate(until) })}
          </p>
          <div className="flex flex-wrap gap-2">
            {mayDispute && (
              <Button
                look="main"
                onClick={() => {
                  setOpen(true);
                }}
              >
                {t("mark.dispute")}
              </Button>
            )}
            {(mark.status === "absent" || mark.status === "unconfirmed") && (
              <Button asChild>
                <Link to="/excuses/new" search={{ day: localDay(session.start_time), course: session.course_id }}>
                  {t("mark.excuse")}
                </Link>
              </Button>
            )}
          </div>
        </>
      )}
    </section>
  );
}
