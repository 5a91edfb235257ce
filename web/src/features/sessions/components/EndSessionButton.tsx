import { Square } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { endSession } from "@/features/sessions/api/changeSessions";
import type { Session } from "@/lib/api/types";

interface Props {
  sessionId: string;
  onEnded: (session: Session) => void;
}

export function EndSessionButton({ sessionId, onEnded }: Props) {
  const { t } = useTranslation("sessions");
  return (
    <ConfirmButton
      trigger={(ask) => (
        <Button look="main" onClick={ask}>
          <Square size={16} aria-hidden />
          {t("end.label")}
        </Button>
      )}
      title={t("end.title")}
      consequence={t("end.consequence")}
      action={t("end.action")}
      onConfirm={async () => {
        onEnded(await endSession(sessionId));
      }}
    />
  );
}
