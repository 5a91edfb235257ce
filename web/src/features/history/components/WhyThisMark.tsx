import { History } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/components/IconButton";

// a student's first page stands without dialogs; most marks are never asked about
const MarkHistoryDialog = lazy(async () => ({
  default: (await import("@/features/history/components/MarkHistoryDialog")).MarkHistoryDialog,
}));

interface Props {
  sessionId: string;
  studentId: string;
  /** Set when somebody else than the student looks. */
  nameOfOther?: string;
}

/** A button that opens the history of one mark: why it is what it is. For whoever may see the mark. */
export function WhyThisMark(props: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  return (
    <>
      <IconButton
        icon={History}
        label={props.nameOfOther ? t("whyMarkOf", { name: props.nameOfOther }) : t("whyMark")}
        onClick={() => {
          setAsked(true);
          setOpen(true);
        }}
      />
      {asked && (
        <Suspense fallback={null}>
          <MarkHistoryDialog {...props} open={open} onOpenChange={setOpen} />
        </Suspense>
      )}
    </>
  );
}
