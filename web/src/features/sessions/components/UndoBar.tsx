import { Undo2, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { IconButton } from "@/components/IconButton";
import type { LastWord } from "@/features/sessions/useMarking";

interface Props {
  last: LastWord | null;
  onUndo: () => void;
  onDismiss: () => void;
}

/** The last mark set by hand, and the way back. It stays until the next one: nobody has to hurry. */
export function UndoBar({ last, onUndo, onDismiss }: Props) {
  const { t } = useTranslation(["sessions", "common"]);
  return (
    <div role="status" className="pointer-events-none sticky bottom-4 z-20 mt-4 flex justify-center">
      {last && (
        <div className="pointer-events-auto flex max-w-full animate-appear flex-wrap items-center gap-3 rounded-card border border-line bg-raised py-2 ps-4 pe-2 shadow-float">
          <span className="min-w-0 break-words">
            {last.after.status === "not_seen"
              ? t("undo.backToCameras", { name: last.after.display_name })
              : t("undo.marked", { name: last.after.display_name, status: t(`common:status.${last.after.status}`) })}
          </span>
          <Button small onClick={onUndo} aria-keyshortcuts="u">
            <Undo2 size={16} aria-hidden />
            {t("undo.action")}
          </Button>
          <IconButton icon={X} label={t("common:close")} onClick={onDismiss} />
        </div>
      )}
    </div>
  );
}
