import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { reopenSession } from "@/features/history/api/history";
import { checked, type FieldErrors, submitted } from "@/lib/form";
import { newId } from "@/lib/ids";
import { z } from "@/lib/zod";

interface Props {
  sessionId: string;
}

/** A button that opens an ended session again, once a reason is given. For whoever may end it. */
export function ReopenSession({ sessionId }: Props) {
  const { t } = useTranslation("history");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("reopen.button")}
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={t("reopen.title")} purpose={t("reopen.purpose")}>
        <ReopenForm
          sessionId={sessionId}
          onDone={() => {
            setOpen(false);
          }}
        />
      </Modal>
    </>
  );
}

function ReopenForm({ sessionId, onDone }: Props & { onDone: () => void }) {
  const { t } = useTranslation("history");
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [requestId] = useState(newId);
  const reopening = useMutation({
    mutationFn: (reason: string) => reopenSession(sessionId, reason, requestId),
    onSuccess: async () => {
      onDone();
      await queryClient.invalidateQueries({ queryKey: ["sessions"] });
    },
  });
  const schema = z.object({
    reason: z.string().check(z.minLength(1, t("reopen.missing")), z.maxLength(500, t("reopen.tooLong"))),
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        const form = checked(schema, submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) reopening.mutate(form.data.reason);
      }}
    >
      {reopening.error && <ProblemNotice error={reopening.error} />}
      <TextField name="reason" label={t("reopen.reason")} autoComplete="off" maxLength={500} error={errors.reason} />
      <Button type="submit" look="main" busy={reopening.isPending}>
        {t("reopen.button")}
      </Button>
    </form>
  );
}
