import { History } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/components/IconButton";
import { Modal } from "@/components/Modal";
import { MarkHistory } from "@/features/history/components/MarkHistory";

interface Props {
  sessionId: string;
  studentId: string;
  /** Set when somebody else than the student looks. */
  nameOfOther?: string;
}

/** A button that opens the history of one mark: why it is what it is. For whoever may see the mark. */
export function WhyThisMark(props: Props) {
  const { t } = useTranslation("history");
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        icon={History}
        label={props.nameOfOther ? t("whyOf", { name: props.nameOfOther }) : t("why")}
        onClick={() => {
          setOpen(true);
        }}
      />
      <MarkHistoryDialog {...props} open={open} onOpenChange={setOpen} />
    </>
  );
}

interface DialogProps extends Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The same without the button, for a menu's entry to open. */
export function MarkHistoryDialog({ open, onOpenChange, sessionId, studentId, nameOfOther }: DialogProps) {
  const { t } = useTranslation("history");
  return (
    <Modal
      open={open}
      onOpenChange={onOpenChange}
      title={nameOfOther ? t("titleOf", { name: nameOfOther }) : t("title")}
      purpose={t("purpose")}
    >
      <MarkHistory sessionId={sessionId} studentId={studentId} />
    </Modal>
  );
}
