import { FileSpreadsheet } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ProblemNotice } from "@/components/ProblemNotice";
import { downloadReport, type ReportFormat, type Wanted } from "@/features/reports/api/reports";
import { formatNumber } from "@/lib/format";

const FORMATS = ["csv", "xlsx", "pdf"] as const satisfies readonly ReportFormat[];

/** Saves a report in one format or another, and says how far it is. */
export function SaveReport({ wanted }: { wanted: Wanted }) {
  const { t } = useTranslation("reports");
  const [bytes, setBytes] = useState<number | null>(null);
  const [done, setDone] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const stopper = useRef<AbortController>(null);

  async function save(format: ReportFormat) {
    setError(null);
    setDone(false);
    setBytes(0);
    stopper.current = new AbortController();
    try {
      await downloadReport(wanted, format, setBytes, stopper.current.signal);
      setDone(true);
    } catch (trouble) {
      if (!stopper.current.signal.aborted) setError(trouble);
    }
    setBytes(null);
  }

  return (
    <div>
      <div className="flex flex-wrap items-center gap-2">
        {FORMATS.map((format) => (
          <Button
            key={format}
            look={format === "xlsx" ? "main" : "plain"}
            busy={bytes !== null}
            onClick={() => void save(format)}
          >
            <FileSpreadsheet size={18} aria-hidden />
            {t(`save.${format}`)}
          </Button>
        ))}
        {bytes !== null && (
          <Button look="quiet" onClick={() => stopper.current?.abort()}>
            {t("stop")}
          </Button>
        )}
      </div>
      <p role="status" className="mt-2 min-h-6 text-soft">
        {bytes !== null ? t("making", { kilobytes: formatNumber(Math.ceil(bytes / 1024)) }) : done ? t("saved") : ""}
      </p>
      {error !== null && <ProblemNotice error={error} />}
    </div>
  );
}
