import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChoiceBar } from "@/components/ChoiceBar";
import { TextAreaField } from "@/components/Field";
import { ProblemNotice } from "@/components/ProblemNotice";
import { decideDispute, type WantedStatus } from "@/features/disputes/api/disputes";
import { asProblem } from "@/lib/api/problem";
import type { Dispute } from "@/lib/api/types";
import { newId } from "@/lib/ids";

export type Choice = WantedStatus | "keep";

const CHOICES: readonly Choice[] = ["keep", "present", "late", "left_early", "excused", "absent"];

interface Props {
  dispute: Dispute;
  choice: Choice;
  noteField: RefObject<HTMLTextAreaElement | null>;
  onChoose: (choice: Choice) => void;
}

/** Changes the mark or keeps it, with the reason; both are told to the student and kept in the ledger. */
export function DecideDispute({ dispute, choice, noteField, onChoose }: Props) {
  const { t } = useTranslation(["disputes", "common"]);
  const queryClient = useQueryClient();
  const [note, setNote] = useState("");
  const [missing, setMissing] = useState(false);
  const [requestId] = useState(newId);
  const deciding = useMutation({
    mutationFn: () =>
      decideDispute(dispute, { status: choice === "keep" ? null : choice, note: note.trim(), requestId }),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ["disputes"] }),
        queryClient.invalidateQueries({ queryKey: ["sessions", dispute.session.session_id] }),
      ]);
    },
    onError: (error) => {
      // something changed the mark: shown as it is now, to be looked at again
      if (asProblem(error).reason === "MARK_CHANGED") void queryClient.invalidateQueries({ queryKey: ["disputes"] });
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
        choices={CHOICES.filter((one) => one === "keep" || one !== dispute.mark.status).map((value) => ({
          value,
          label: value === "keep" ? t("decide.keep") : t(`common:status.${value}`),
        }))}
        onChoose={onChoose}
      />
      <TextAreaField
        ref={noteField}
        label={t("decide.note")}
        hint={t("decide.noteHint")}
        rows={2}
        maxLength={500}
        value={note}
        error={missing ? t("decide.noteMissing") : undefined}
        onChange={(event) => {
          setNote(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          send();
        }}
      />
      <div>
        <Button type="submit" look="main" busy={deciding.isPending}>
          {choice === "keep" ? t("decide.sendKeep") : t("decide.sendChange", { status: t(`common:status.${choice}`) })}
        </Button>
      </div>
    </form>
  );
}
