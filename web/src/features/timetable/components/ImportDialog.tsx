import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CirclePlus, FileUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Row, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import { type ImportedTimetable, importTimetable } from "@/features/timetable/api/changeTimetable";
import type { Weekday } from "@/features/timetable/week";
import { sentence } from "@/lib/format";

/** A calendar file: first what would become of it, event by event, then the same for good. */
export function ImportDialog() {
  const { t } = useTranslation("timetable");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        onClick={() => {
          setOpen(true);
        }}
      >
        <FileUp size={18} aria-hidden />
        {t("import.open")}
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={t("import.title")} purpose={t("import.purpose")}>
        <ImportForm />
      </Modal>
    </>
  );
}

function ImportForm() {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const importing = useMutation({
    mutationFn: ({ chosen, commit }: { chosen: File; commit: boolean }) => importTimetable(chosen, commit),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["timetable"] }),
  });
  const found = importing.data;
  const news = found?.items.filter((one) => one.result === "new").length ?? 0;
  return (
    <div className="flex flex-col gap-4">
      <Field label={t("import.file")} hint={t("import.fileHint")}>
        {(described) => (
          <input
            {...described}
            type="file"
            accept=".ics,text/calendar"
            onChange={(event) => {
              const chosen = event.target.files?.[0] ?? null;
              setFile(chosen);
              if (chosen) importing.mutate({ chosen, commit: false });
            }}
          />
        )}
      </Field>
      {importing.error && <ProblemNotice error={importing.error} />}
      {found && <Events found={found} />}
      {found && file && !found.committed && (
        <Button
          look="main"
          disabled={news === 0}
          busy={importing.isPending}
          onClick={() => {
            importing.mutate({ chosen: file, commit: true });
          }}
        >
          {t("import.take", { count: news })}
        </Button>
      )}
      {found?.committed && <p className="font-medium text-present">{t("import.done")}</p>}
    </div>
  );
}

const LOOKS = {
  new: { icon: CirclePlus, tone: "good" },
  unchanged: { icon: CircleCheck, tone: "plain" },
  refused: { icon: CircleAlert, tone: "bad" },
} as const;

function Events({ found }: { found: ImportedTimetable }) {
  const { t } = useTranslation("timetable");
  return (
    <Rows aria-label={t("import.events")} className="max-h-80 overflow-y-auto">
      {found.items.map((one, index) => (
        <Row key={`${one.uid} ${String(index)}`}>
          <span className="min-w-40 flex-1">
            <span className="block font-medium">{one.summary || one.uid}</span>
            <span className="block text-sm text-soft">
              {one.result === "refused"
                ? sentence(one.reason)
                : `${one.weekdays.map((day) => t(`weekdays.${day as Weekday}`)).join(", ")} ${one.start_time}–${one.end_time}, ${one.first_date}${one.repeats ? ` – ${one.last_date}` : ""}`}
            </span>
          </span>
          <Tag {...LOOKS[one.result]}>{t(`import.results.${one.result}`)}</Tag>
        </Row>
      ))}
    </Rows>
  );
}
