import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ProblemNotice } from "@/components/ProblemNotice";
import { downloadReport, type ReportFormat, type Wanted } from "@/features/reports/api/reports";
import { formatNumber } from "@/lib/format";

const FORMATS = ["csv", "xlsx", "pdf"] as const satisfies readonly ReportFormat[];

/** Saves a report in one format or another, and says how far it is. */
export function SaveReport({ wanted }: { wanted: Wanted }) {
  const { t } = useTranslation("reports");
  const [bytes, setBytes] = useState(0);
  const stopper = useRef<AbortController>(null);
  const saving = useMutation({
    mutationFn: (format: ReportFormat) => {
      setBytes(0);
      stopper.current = new AbortController();
      return downloadReport(wanted, format, setBytes, stopper.current.signal);
    },
  });
  useEffect(
    () => () => {
      stopper.current?.abort(); // nobody is left who waits for it
    },
    [],
  );

  return (
    <div>
      <div className="flex flex-wrap items-center gap-2">
        {FORMATS.map((format) => (
          <Button
            key={format}
            look={format === "xlsx" ? "main" : "plain"}
            busy={saving.isPending}
            onClick={() => {
              saving.mutate(format);
            }}
          >
            {t(`save.${format}`)}
          </Button>
        ))}
        {saving.isPending && (
          <Button look="quiet" onClick={() => stopper.current?.abort()}>
            {t("stop")}
          </Button>
        )}
      </div>
      <p role="status" className="mt-2 min-h-6 text-soft">
        {saving.isPending ? t("making", { kilobytes: formatNumber(Math.ceil(bytes / 1024)) }) : saving.data === "saved" ? t("saved") : ""}
      </p>
      {saving.error && <ProblemNotice error={saving.error} />}
    </div>
  );
}
