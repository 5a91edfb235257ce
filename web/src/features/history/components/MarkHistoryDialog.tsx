import { useTranslation } from "react-i18next";

import { Modal } from "@/components/Modal";
import { MarkHistory } from "@/features/history/components/MarkHistory";
import { PresenceBar } from "@/features/history/components/PresenceBar";

interface Props {
  sessionId: string;
  studentId: string;
  /** Set when somebody else than the student looks. */
  nameOfOther?: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The history of one mark, over the page; for a button or a menu's entry to open. */
export function MarkHistoryDialog({ open, onOpenChange, sessionId, studentId, nameOfOther }: Props) {
  const { t } = useTranslation("history");
  return (
    <Modal
      open={open}
      onOpenChange={onOpenChange}
      title={nameOfOther ? t("titleOf", { name: nameOfOther }) : t("title")}
      purpose={t("purpose")}
    >
      <PresenceBar sessionId={sessionId} studentId={studentId} />
      <MarkHistory sessionId={sessionId} studentId={studentId} />
    </Modal>
  );
}
