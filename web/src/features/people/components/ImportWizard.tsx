import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { FileDrop } from "@/components/FileDrop";
import { Figures } from "@/components/Figures";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { ProgressBar } from "@/components/ProgressBar";
import { importPeople } from "@/features/people/api/importPeople";
import { ImportErrors } from "@/features/people/components/ImportErrors";
import type { ImportProgress } from "@/lib/api/types";
import { newId } from "@/lib/ids";

const NOTHING_YET: ImportProgress = { type: "progress", rows_read: 0, rows_written: 0 };

/** Reads a file of people: first a preview that writes nothing, then all rows or none. */
export function ImportWizard() {
  const { t } = useTranslation("people");
  const queryClient = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [requestId, setRequestId] = useState(newId);
  const [progress, setProgress] = useState(NOTHING_YET);
  const preview = useMutation({
    mutationFn: (chosen: File) => importPeople({ file: chosen, commit: false, requestId: newId() }, setProgress),
  });
  const writing = useMutation({
    // the same wish keeps its id, so that trying again after a lost answer writes nothing twice
    mutationFn: (chosen: File) => importPeople({ file: chosen, commit: true, requestId }, setProgress),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["people"] }),
  });

  function choose([chosen]: readonly [File, ...File[]]) {
    setFile(chosen);
    setRequestId(newId());
    setProgress(NOTHING_YET);
    writing.reset();
    preview.mutate(chosen);
  }

  const drop = (
    <FileDrop label={file ? t("import.chooseOther") : t("import.choose")} hint={t("import.columns")} accept=".csv,text/csv" onFiles={choose} />
  );
  if (!file) return drop;

  const found = writing.data ?? preview.data;
  const changes = found ? found.summary.created + found.summary.updated : 0;
  const isBusy = preview.isPending || writing.isPending;
  const error = writing.error ?? preview.error;
  const isDone = writing.data?.summary.committed === true;
  return (
    <div className="flex flex-col gap-6">
      <p className="font-semibold break-words">{file.name}</p>
      {isBusy && (
        <div role="status" className="flex flex-col gap-2">
          <p>
            {writing.isPending
              ? t("import.writing", { written: progress.rows_written, total: preview.data ? totalOf(preview.data.summary) : 0 })
              : t("import.reading", { count: progress.rows_read })}
          </p>
          {writing.isPending && preview.data && (
            <ProgressBar label={t("import.progress")} done={progress.rows_written} total={changes} />
          )}
        </div>
      )}
      {error && (
        <ProblemNotice
          error={error}
          title={writing.error ? t("import.notWritten") : t("import.notRead")}
          onRetry={() => {
            if (writing.error) writing.mutate(file);
            else preview.mutate(file);
          }}
        />
      )}
      {isDone && (
        <Notice kind="good" title={t("import.done")}>
          {t("import.doneWhy")}
        </Notice>
      )}
      {found && !isBusy && (
        <>
          <Figures
            figures={[
              { label: isDone ? t("import.created") : t("import.willCreate"), value: found.summary.created },
              { label: isDone ? t("import.updated") : t("import.willUpdate"), value: found.summary.updated },
              { label: t("import.unchanged"), value: found.summary.unchanged },
              { label: t("import.failed"), value: found.summary.failed },
            ]}
          />
          {found.errors.length > 0 && <ImportErrors errors={found.errors} failed={found.summary.failed} />}
          {!isDone && found.summary.failed === 0 && (
            <div className="flex flex-wrap items-center gap-4">
              <Button
                look="main"
                disabled={changes === 0}
                onClick={() => {
                  setProgress(NOTHING_YET);
                  writing.mutate(file);
                }}
              >
                {t("import.confirm", { count: changes })}
              </Button>
              <p className="text-soft">{changes === 0 ? t("import.nothingToDo") : t("import.nothingYet")}</p>
            </div>
          )}
        </>
      )}
      {!isBusy && drop}
    </div>
  );
}

function totalOf(summary: { created: number; updated: number }): number {
  return summary.created + summary.updated;
}
