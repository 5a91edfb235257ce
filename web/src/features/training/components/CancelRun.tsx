import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { cancelTraining } from "@/features/training/api/training";

/** Ends a run for everybody who watches it, after asking. */
export function CancelRun({ requestId }: { requestId: string }) {
  const { t } = useTranslation("training");
  const queryClient = useQueryClient();
  return (
    <ConfirmButton
      trigger={(ask) => (
        <Button small onClick={ask}>
          {t("cancel.ask")}
        </Button>
      )}
      title={t("cancel.title")}
      consequence={t("cancel.consequence")}
      action={t("cancel.action")}
      onConfirm={async () => {
        await cancelTraining(requestId);
        await queryClient.invalidateQueries({ queryKey: ["training"] });
      }}
    />
  );
}
