import { FileSpreadsheet } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { DialogButton } from "@/components/DialogButton";
import { PeriodFields } from "@/components/PeriodFields";
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
  const [period, setPeriod] = useState({ firstDate: "", lastDate: "" });
  const wanted: Wanted = { kind, about, ...period };
  const label = (
    <>
      <FileSpreadsheet size={18} aria-hidden />
      {t("dialog.button")}
    </>
  );
  return (
    <DialogButton label={label} title={t(`dialog.${kind}`)} purpose={t(`dialog.${kind}Purpose`)}>
      {() => (
        <>
          {kind === "student" && (
            <div className="mb-5 grid gap-4 sm:grid-cols-2">
              <PeriodFields first={t("first")} last={t("last")} period={period} onChange={setPeriod} />
            </div>
          )}
          <SaveReport key={JSON.stringify(wanted)} wanted={wanted} />
        </>
      )}
    </DialogButton>
  );
}
