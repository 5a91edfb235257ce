import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { QueryView } from "@/components/QueryView";
import { evidenceQuery, withdrawDispute } from "@/features/disputes/api/disputes";
import { type Choice, DecideDispute, KEEP } from "@/features/disputes/components/DecideDispute";
import { DisputeStateTag } from "@/features/disputes/components/DisputeStateTag";
import { DisputeTalk } from "@/features/disputes/components/DisputeTalk";
import { EvidenceView } from "@/features/disputes/components/EvidenceView";
import type { Dispute } from "@/lib/api/types";
import { shortDate } from "@/lib/format";
import { isShortcut } from "@/lib/shortcut";

const KEYS: Readonly<Record<string, Choice>> = { k: KEEP, p: "PRESENT", l: "LATE", e: "EXCUSED", a: "ABSENT" };

interface Props {
  dispute: Dispute;
  /** How the mark came to be. */
  history: ReactNode;
}

/** What was said beside what is known. One key chooses the decision, and leads to its reason. */
export function DisputeView({ dispute, history }: Props) {
  const { t } = useTranslation(["disputes", "common"]);
  const evidence = useQuery(evidenceQuery(dispute.session.session_id, dispute.mark.student_id));
  const wanted: Choice = dispute.wanted_status.toUpperCase();
  const [choice, setChoice] = useState<Choice>(wanted === dispute.mark.status_code ? KEEP : wanted);
  const note = useRef<HTMLTextAreaElement>(null);
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    if (!dispute.may_decide || !isShortcut(event)) return;
    const chosen = KEYS[event.key.toLowerCase()];
    if (!chosen || chosen === dispute.mark.status_code) return;
    event.preventDefault();
    setChoice(chosen);
    note.current?.focus();
  };
  return (
    // keys act while the keyboard is in here and in no field
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it hears keys of the buttons inside
    <section aria-label={t("one.title")} onKeyDown={onKey} data-wide className="grid items-start gap-10 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-6">
        <div className="flex flex-wrap items-center gap-3">
          <DisputeStateTag dispute={dispute} />
          <span>
            {t("list.claim", {
              from: t(`common:status.${dispute.disputed_status}`),
              to: t(`common:status.${dispute.wanted_status}`),
            })}
          </span>
          {dispute.state === "open" && (
            <span className="text-soft">{t("list.due", { day: shortDate(dispute.due_time) })}</span>
          )}
        </div>
        {dispute.may_decide && (
          <>
            <DecideDispute dispute={dispute} choice={choice} noteField={note} onChoose={setChoice} />
            <p className="text-sm text-soft pointer-coarse:hidden">{t("decide.keys")}</p>
          </>
        )}
        <DisputeTalk dispute={dispute} />
        {dispute.may_withdraw && <Withdraw dispute={dispute} />}
      </div>
      <div className="flex min-w-0 flex-col gap-8">
        <section aria-labelledby="evidence">
          <h2 id="evidence" className="mb-3 text-lg leading-6 font-semibold">
            {t("evidence.title")}
          </h2>
          <QueryView query={evidence}>{(found) => <EvidenceView evidence={found} />}</QueryView>
        </section>
        <section aria-labelledby="history">
          <h2 id="history" className="mb-3 text-lg leading-6 font-semibold">
            {t("evidence.history")}
          </h2>
          {history}
        </section>
      </div>
    </section>
  );
}

function Withdraw({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation("disputes");
  const queryClient = useQueryClient();
  return (
    <div>
      <ConfirmButton
        trigger={(ask) => (
          <Button look="quiet" onClick={ask}>
            {t("withdraw.button")}
          </Button>
        )}
        title={t("withdraw.title")}
        consequence={t("withdraw.consequence")}
        action={t("withdraw.button")}
        onConfirm={async () => {
          await withdrawDispute(dispute.dispute_id);
          await queryClient.invalidateQueries({ queryKey: ["disputes"] });
        }}
      />
    </div>
  );
}
