import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { SelectField, TextAreaField } from "@/components/Field";
import { Modal } from "@/components/Modal";
import type { Mark, MarkStatus } from "@/lib/api/types";
import { submitted } from "@/lib/form";

const CHOICES = ["present", "late", "absent", "excused"] as const satisfies readonly MarkStatus[];
const NOTE_CHARACTERS = 500;

interface Props {
  mark: Mark;
  onClose: () => void;
  onMark: (status: MarkStatus, note: string) => void;
}

/** A mark with the reason for it, such as a letter from home. */
export function NoteDialog({ mark, onClose, onMark }: Props) {
  const { t } = useTranslation(["sessions", "common"]);
  const now = CHOICES.find((one) => one === mark.status) ?? "excused";
  return (
    <Modal open onOpenChange={onClose} title={t("note.title", { name: mark.display_name })} purpose={t("note.purpose")}>
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          const { status, note = "" } = submitted(event);
          onMark(CHOICES.find((one) => one === status) ?? now, note);
          onClose();
        }}
      >
        <SelectField name="status" label={t("note.status")} defaultValue={now}>
          {CHOICES.map((one) => (
            <option key={one} value={one}>
              {t(`common:status.${one}`)}
            </option>
          ))}
        </SelectField>
        <TextAreaField name="note" label={t("note.label")} defaultValue={mark.note} maxLength={NOTE_CHARACTERS} rows={3} />
        <Button type="submit" look="main">
          {t("note.action")}
        </Button>
      </form>
    </Modal>
  );
}
