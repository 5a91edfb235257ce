import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ChoiceBar } from "@/components/ChoiceBar";
import { Modal } from "@/components/Modal";
import { ExtraClassForm } from "@/features/timetable/components/ExtraClassForm";
import { SlotForm } from "@/features/timetable/components/SlotForm";
import type { Place } from "@/features/timetable/week";

interface Props {
  at: Place;
  /** Administrators add what repeats; teachers a single class of their own. */
  mayRepeat: boolean;
  onClose: () => void;
}

/** New classes: every week, or once. */
export function AddClasses({ at, mayRepeat, onClose }: Props) {
  const { t } = useTranslation("timetable");
  const [kind, setKind] = useState<"weekly" | "once">(mayRepeat ? "weekly" : "once");
  return (
    <Modal
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={mayRepeat ? t("slot.add") : t("extra.add")}
      purpose={kind === "weekly" ? t("slot.purpose") : t("extra.purpose")}
    >
      <div className="flex flex-col gap-5">
        {mayRepeat && (
          <ChoiceBar
            label={t("extra.howOften")}
            value={kind}
            choices={[
              { value: "weekly", label: t("extra.weekly") },
              { value: "once", label: t("extra.once") },
            ]}
            onChoose={setKind}
          />
        )}
        {kind === "weekly" ? (
          <SlotForm at={at} onDone={onClose} />
        ) : (
          <ExtraClassForm at={at} seesAll={mayRepeat} onDone={onClose} />
        )}
      </div>
    </Modal>
  );
}
