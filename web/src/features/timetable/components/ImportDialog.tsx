import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CirclePlus, CircleX, FileUp, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { DialogButton } from "@/components/DialogButton";
import { Field } from "@/components/Field";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Row, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import { type ImportedTimetable, importTimetable } from "@/features/timetable/api/changeTimetable";
import type { Weekday } from "@/features/timetable/week";
import { ProblemError } from "@/lib/api/problem";
import { daysText, timeText, weekdayAndDay } from "@/lib/format";
import { useProblemWords } from "@/lib/i18n/useProblemWords";

/** A calendar file: first what would become of it, event by event, then the same for good. */
export function ImportDialog() {
  const { t } = useTranslation("timetable");
  const label = (
    <>
      <FileUp size={18} aria-hidden />
      {t("import.open")}
    </>
  );
  return (
    <DialogButton label={label} title={t("import.title")} purpose={t("import.purpose")}>
      {() => <ImportForm />}
    </DialogButton>
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
  const news = found?.items.filter((one) => ["new", "changed", "ended"].includes(one.result)).length ?? 0;
  return (
    <div className="flex flex-col gap-4">
      <Field label={t("import.file")} hint={t("import.fileHint")}>
        {(described) => (
          <input
            {...described}
            type="file"
            accept=".ics,text/calendar"
            onClick={(event) => {
              event.currentTarget.value = ""; // so that the same file can be chosen again after it was mended
            }}
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
  changed: { icon: Pencil, tone: "accent" },
  ended: { icon: CircleX, tone: "warn" },
  unchanged: { icon: CircleCheck, tone: "plain" },
  refused: { icon: CircleAlert, tone: "bad" },
} as const;

function Events({ found }: { found: ImportedTimetable }) {
  const { t } = useTranslation("timetable");
  const why = useRefusalOf();
  return (
    <Rows aria-label={t("import.events")} className="max-h-80 overflow-y-auto">
      {found.items.map((one, index) => (
        <Row key={`${one.uid} ${String(index)}`}>
          <span className="min-w-40 flex-1">
            <span className="block font-medium">{one.summary || one.uid}</span>
            <span className="block text-sm text-soft">
              {one.result === "refused" ? why(one) : <When event={one} />}
            </span>
            <Differences event={one} />
          </span>
          <Tag {...LOOKS[one.result]}>{t(`import.results.${one.result}`)}</Tag>
        </Row>
      ))}
    </Rows>
  );
}

type Event = ImportedTimetable["items"][number];

/** Why it is not taken: it as a whole, or one day of it. */
function useRefusalOf(): (event: Event) => string {
  const words = useProblemWords();
  return ({ reason, reason_code: code, reason_fields: fields }) => {
    const why = words(new ProblemError(reason, 0, code, fields));
    return fields.rule_date ? `${weekdayAndDay(fields.rule_date)}: ${why}` : why;
  };
}

function When({ event }: { event: Event }) {
  const { t } = useTranslation("timetable");
  if (!event.start_time) return null; // of single days alone, the differences say all
  const days = event.weekdays.map((day) => t(`weekdays.${day as Weekday}`)).join(", ");
  return `${days} ${timeText(event.start_time)}–${timeText(event.end_time)}, ${daysText(event.first_date, event.last_date)}`;
}

/** What is different about an event that was imported before, one line each. */
function Differences({ event }: { event: Event }) {
  const { t } = useTranslation("timetable");
  if (event.result !== "changed" && event.result !== "ended") return null;
  return (
    <ul className="mt-1 text-sm">
      {event.from_date && <li>{t("import.from", { day: weekdayAndDay(event.from_date) })}</li>}
      {event.differences.map((one, index) => {
        const words = (text: string) => said(one.what, text, (day) => t(`weekdays.${day as Weekday}`));
        return (
          <li key={String(index)}>{t(`import.what.${one.what}`, { before: words(one.before), after: words(one.after) })}</li>
        );
      })}
    </ul>
  );
}

const OF_DAYS = new Set(["first_date", "last_date", "date", "cancelled_day", "changed_day", "restored_day"]);

/** A value in the reader's words: days and weekdays come as figures. */
function said(what: Event["differences"][number]["what"], text: string, weekday: (day: number) => string): string {
  if (what === "weekdays") return text.split(",").map(Number).map(weekday).join(", ");
  if (OF_DAYS.has(what) && /^\d{4}-\d{2}-\d{2}/.test(text)) return weekdayAndDay(text.slice(0, 10)) + text.slice(10);
  return text || "–";
}
