import { FileSpreadsheet } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { Modal } from "@/components/Modal";
import type { Wanted } from "@/features/reports/api/reports";
import { SaveReport } from "@/features/reports/components/SaveReport";

interface Props {
  /** A student's may be limited to some days. */
  kind: "session" | "student";
  about: string;
}

/** A button beside what it is about: the report of a session, or of a student, as a file. */
export function ReportDialog({ kind, about }: Props) {
  const { t } = useTranslation("reports");
  const [open, setOpen] = useState(false);
  const [firstDate, setFirstDate] = useState("");
  const [lastDate, setLastDate] = useState("");
  const wanted: Wanted = { kind, about, firstDate, lastDate };
  return (
    <>
      <Button
        onClick={() => {
          setOpen(true);
        }}
      >
        <FileSpreadsheet size={18} aria-hidden />
        {t("dialog.button")}
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={t(`dialog.${kind}`)} purpose={t(`dialog.${kind}Purpose`)}>
        {kind === "student" && (
          <div className="mb-5 grid gap-4 sm:grid-cols-2">
            <TextField
              label={t("first")}
              type="date"
              value={firstDate}
              onChange={(event) => {
                setFirstDate(event.target.value);
              }}
            />
            <TextField
              label={t("last")}
              type="date"
              value={lastDate}
              min={firstDate}
              onChange={(event) => {
                setLastDate(event.target.value);
              }}
            />
          </div>
        )}
        <SaveReport key={JSON.stringify(wanted)} wanted={wanted} />
      </Modal>
    </>
  );
}
