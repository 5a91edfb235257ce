import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { CheckedForm } from "@/components/CheckedForm";
import { DialogButton } from "@/components/DialogButton";
import { TextField } from "@/components/Field";
import { reopenSession } from "@/features/history/api/history";
import { z } from "@/lib/zod";

interface Props {
  sessionId: string;
}

/** A button that opens an ended session again, once a reason is given. For whoever may end it. */
export function ReopenSession({ sessionId }: Props) {
  const { t } = useTranslation("history");
  return (
    <DialogButton label={t("reopen.button")} title={t("reopen.title")} purpose={t("reopen.purpose")}>
      {(close) => <ReopenForm sessionId={sessionId} onDone={close} />}
    </DialogButton>
  );
}

function ReopenForm({ sessionId, onDone }: Props & { onDone: () => void }) {
  const { t } = useTranslation("history");
  const queryClient = useQueryClient();
  const schema = z.object({
    reason: z.string().check(z.minLength(1, t("reopen.missing")), z.maxLength(500, t("reopen.tooLong"))),
  });
  return (
    <CheckedForm
      schema={schema}
      action={t("reopen.button")}
      send={({ reason }, requestId) => reopenSession(sessionId, reason, requestId)}
      onSent={async () => {
        onDone();
        await queryClient.invalidateQueries({ queryKey: ["sessions"] });
      }}
    >
      {(errors) => (
        <TextField name="reason" label={t("reopen.reason")} autoComplete="off" maxLength={500} error={errors.reason} />
      )}
    </CheckedForm>
  );
}
