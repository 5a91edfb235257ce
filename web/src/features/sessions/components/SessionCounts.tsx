import { useTranslation } from "react-i18next";

import { Figures } from "@/components/Figures";
import type { Groups } from "@/features/sessions/groups";

interface Props {
  groups: Groups;
  isOpen: boolean;
}

export function SessionCounts({ groups, isOpen }: Props) {
  const { t } = useTranslation("sessions");
  const total = groups.here.length + groups.late.length + groups.waiting.length + groups.away.length;
  return (
    <Figures
      figures={[
        { label: t("groups.here"), value: groups.here.length },
        { label: t("groups.late"), value: groups.late.length },
        { label: isOpen ? t("groups.waiting") : t("groups.unconfirmed"), value: groups.waiting.length },
        { label: t("groups.away"), value: groups.away.length },
        { label: t("groups.all"), value: total },
      ]}
    />
  );
}
