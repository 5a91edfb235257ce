import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChoiceBar } from "@/components/ChoiceBar";
import { DecisionNote } from "@/components/DecisionNote";
import { ProblemNotice } from "@/components/ProblemNotice";
import { decideDispute } from "@/features/disputes/api/disputes";
import { policyQuery } from "@/features/policies/api/policies";
import { asProblem } from "@/lib/api/problem";
import type { Dispute } from "@/lib/api/types";
import { newId } from "@/lib/ids";

/** A status of the session's policy by its code, or KEEP. */
export type Choice = string;

export const KEEP: Choice = "keep"; // codes are upper case

const BUILT_IN = {
  PRESENT: "present",
  LATE: "late",
  LEFT_EARLY: "left_early",
  EXCUSED: "excused",
  ABSENT: "absent",
} as const;

interface Props {
  dispute: Dispute;
  choice: Choice;
  noteField: RefObject<HTMLTextAreaElement | null>;
  onChoose: (choice: Choice) => void;
}

/** Changes the mark or keeps it, with the reason; both are told to the student and kept in the ledger. */
export function DecideDispute({ dispute, choice, noteField, onChoose }: Props) {
  const { t } = useTranslation(["disputes", "common"]);
  const labels = useLabels(dispute.session.session_id);
  const queryClient = useQueryClient();
  const [note, setNote] = useState("");
  const [missing, setMissing] = useState(false);
  const [requestId] = useState(newId);
  const deciding = useMutation({
    mutationFn: () =>
      decideDispute(dispute, { statusCode: choice === KEEP ? "" : choice, note: note.trim(), requestId }),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ["disputes"] }),
        queryClient.invalidateQueries({ queryKey: ["sessions", dispute.session.session_id] }),
      ]);
    },
    onError: (error) => {
      // something changed the mark: shown as it is now, to be looked at again
      if (asProblem(error).reason !== "MARK_CHANGED") return;
      void queryClient.invalidateQueries({ queryKey: ["disputes"] });
      void queryClient.invalidateQueries({ queryKey: ["sessions", dispute.session.session_id] });
    },
  });
  const send = () => {
    setMissing(!note.trim());
    if (note.trim() && !deciding.isPending) deciding.mutate();
  };
  return (
    <form
      noValidate
      aria-label={t("decide.title")}
      className="flex flex-col gap-4 rounded-card border border-line bg-sunken p-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {deciding.error && <ProblemNotice error={deciding.error} />}
      <ChoiceBar
        label={t("decide.mark")}
        value={choice}
        choices={[
          { value: KEEP, label: t("decide.keep") },
          ...[...labels]
            .filter(([code]) => code !== dispute.mark.status_code)
            .map(([value, label]) => ({ value, label })),
        ]}
        onChoose={onChoose}
      />
      <DecisionNote
        ref={noteField}
        label={t("decide.note")}
        hint={t("decide.noteHint")}
        maxLength={500}
        value={note}
        error={missing ? t("decide.noteMissing") : undefined}
        onChange={setNote}
        onSend={send}
      />
      <div>
        <Button type="submit" look="main" busy={deciding.isPending}>
          {choice === KEEP ? t("decide.sendKeep") : t("decide.sendChange", { status: labels.get(choice) ?? choice })}
        </Button>
      </div>
    </form>
  );
}

/** What a mark of the session may be changed to, by code: what its policy lets people say, else what Presence knows. */
function useLabels(sessionId: string): ReadonlyMap<string, string> {
  const { t, i18n } = useTranslation("common");
  const { data: policy } = useQuery(policyQuery({ sessionId }));
  const builtIn = new Map<string, string>(Object.entries(BUILT_IN).map(([code, kind]) => [code, t(`status.${kind}`)]));
  if (!policy) return builtIn;
  return new Map(
    (policy.decided_by ?? policy.effective).statuses
      .filter((status) => status.teachers_may_set)
      .map((status) => [
        status.code,
        builtIn.get(status.code) ?? (i18n.language === "ne" ? status.label_ne : status.label_en),
      ]),
  );
}
