import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Row, Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { boardQuery, dismissClaim } from "@/features/checkin/api/checkIn";
import { setMarks } from "@/features/rollcall/api/setMarks";
import { ProblemError } from "@/lib/api/problem";
import type { CheckInClaim, Mark } from "@/lib/api/types";
import { clock } from "@/lib/format";
import { newId } from "@/lib/ids";

const FOLLOW_MS = 5_000;

interface Props {
  sessionId: string;
  marks: ReadonlyMap<string, Mark>;
  onAnswer: (mark: Mark) => void;
}

/** Those whose number was typed at the kiosk. Anybody can type a number: the teacher looks who is there. */
export function ClaimsList({ sessionId, marks, onAnswer }: Props) {
  const { t } = useTranslation("rollcall");
  const queryClient = useQueryClient();
  const board = useQuery({ ...boardQuery(sessionId), refetchInterval: FOLLOW_MS, refetchIntervalInBackground: false });
  const again = () => queryClient.invalidateQueries({ queryKey: boardQuery(sessionId).queryKey });
  const believe = useMutation({
    mutationFn: async ({ claim, requestId }: { claim: CheckInClaim; requestId: string }) => {
      const mark = marks.get(claim.student_id);
      if (!mark) return;
      const { answers } = await setMarks(sessionId, [{ mark, status: "present", requestId }], t("claims.note"));
      const [answer] = answers;
      if (answer?.mark) onAnswer(answer.mark);
      if (answer?.refused) throw new ProblemError(answer.refused.message, 409, answer.refused.reason);
    },
    onSettled: again,
  });
  const dismiss = useMutation({
    mutationFn: (claim: CheckInClaim) => dismissClaim(sessionId, claim.student_id),
    onSettled: again,
  });
  const claims = board.data?.claims ?? [];
  if (claims.length === 0) return null;
  return (
    <Section title={t("claims.title")} purpose={t("claims.purpose")}>
      {(believe.error ?? dismiss.error) && <ProblemNotice error={believe.error ?? dismiss.error} />}
      <Rows>
        {claims.map((claim) => (
          <Row key={claim.student_id}>
            <span className="min-w-32 flex-1">
              <span className="block font-medium">{claim.display_name}</span>
              <span className="block text-sm text-soft">{t("claims.typed", { number: claim.student_number, time: clock(claim.claim_time) })}</span>
            </span>
            <Button
              small
              busy={believe.isPending && believe.variables.claim.student_id === claim.student_id}
              held={believe.isPending}
              onClick={() => {
                believe.mutate({ claim, requestId: newId() });
              }}
            >
              {t("claims.yes")}
            </Button>
            <Button
              small
              look="quiet"
              busy={dismiss.isPending && dismiss.variables.student_id === claim.student_id}
              held={dismiss.isPending}
              onClick={() => {
                dismiss.mutate(claim);
              }}
            >
              {t("claims.no")}
            </Button>
          </Row>
        ))}
      </Rows>
    </Section>
  );
}
