import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { SelectField, TextAreaField } from "@/components/Field";
import { ProblemNotice } from "@/components/ProblemNotice";
import { openDispute, type WantedStatus } from "@/features/disputes/api/disputes";
import type { Dispute, MarkEvidence } from "@/lib/api/types";
import { fieldErrorsOf } from "@/lib/form";
import { newId } from "@/lib/ids";

const WANTED: readonly WantedStatus[] = ["present", "late", "left_early", "excused"];

interface Props {
  evidence: MarkEvidence;
  onDone: (dispute: Dispute) => void;
}

/** Says what the mark should be, and why. What could not be sent stays. */
export function OpenDisputeForm({ evidence, onDone }: Props) {
  const { t } = useTranslation(["disputes", "common"]);
  const queryClient = useQueryClient();
  const choices = WANTED.filter((one) => one !== evidence.mark.status);
  const [wanted, setWanted] = useState<WantedStatus>(choices[0] ?? "present");
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [requestId] = useState(newId);
  const opening = useMutation({
    mutationFn: () => openDispute(evidence.session.session_id, wanted, reason.trim(), requestId),
    onSuccess: async (dispute) => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ["disputes"] }),
        queryClient.invalidateQueries({ queryKey: ["sessions", evidence.session.session_id, "evidence"] }),
      ]);
      onDone(dispute);
    },
  });
  const errors = opening.error ? fieldErrorsOf(opening.error) : {};
  return (
    <form
      noValidate
      className="flex max-w-xl flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(!reason.trim());
        if (reason.trim()) opening.mutate();
      }}
    >
      {opening.error && <ProblemNotice error={opening.error} />}
      <SelectField
        label={t("open.wanted")}
        value={wanted}
        error={errors.wanted_status}
        onChange={(event) => {
          const chosen = choices.find((one) => one === event.target.value);
          if (chosen) setWanted(chosen);
        }}
      >
        {choices.map((status) => (
          <option key={status} value={status}>
            {t(`common:status.${status}`)}
          </option>
        ))}
      </SelectField>
      <TextAreaField
        label={t("open.reason")}
        hint={t("open.reasonHint")}
        rows={4}
        maxLength={2000}
        value={reason}
        error={missing ? t("open.reasonMissing") : errors.reason}
        onChange={(event) => {
          setReason(event.target.value);
        }}
      />
      <div>
        <Button type="submit" look="main" busy={opening.isPending}>
          {t("open.send")}
        </Button>
      </div>
    </form>
  );
}
