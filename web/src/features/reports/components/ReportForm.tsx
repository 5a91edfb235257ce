import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ChoiceBar } from "@/components/ChoiceBar";
import { SelectField, TextField } from "@/components/Field";
import { type Period, PeriodFields } from "@/components/PeriodFields";
import { QueryView } from "@/components/QueryView";
import { Table } from "@/components/Table";
import { coursesQuery } from "@/features/courses/api/courses";
import { previewQuery, type ReportKind, type Wanted } from "@/features/reports/api/reports";
import { SaveReport } from "@/features/reports/components/SaveReport";
import type { ReportPreview } from "@/lib/api/types";
import { formatNumber, localDay } from "@/lib/format";

const KINDS = ["course", "class_list", "day"] as const satisfies readonly ReportKind[];
const ALWAYS: Period = { firstDate: "", lastDate: "" };

/** Picks a report, shows what it holds, and saves it. */
export function ReportForm() {
  const { t } = useTranslation("reports");
  const asked = useQuery(coursesQuery);
  const courses = asked.data;
  const [kind, setKind] = useState<(typeof KINDS)[number]>("course");
  const [courseId, setCourseId] = useState("");
  const [day, setDay] = useState(() => localDay(new Date().toISOString()));
  const [period, setPeriod] = useState(ALWAYS);
  const about = kind === "day" ? day : courseId || (courses?.[0]?.course_id ?? "");
  const wanted: Wanted = { kind, about, ...(kind === "course" ? period : ALWAYS) };
  const preview = useQuery(previewQuery(wanted));
  return (
    <div className="flex flex-col gap-6">
      <div>
        <ChoiceBar
          label={t("kind")}
          value={kind}
          choices={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          onChoose={setKind}
        />
      </div>
      <div className="grid max-w-3xl gap-4 sm:grid-cols-3">
        {kind === "day" ? (
          <TextField
            label={t("day")}
            type="date"
            value={day}
            onChange={(event) => {
              setDay(event.target.value);
            }}
          />
        ) : (
          <SelectField
            label={t("course")}
            value={about}
            onChange={(event) => {
              setCourseId(event.target.value);
            }}
          >
            {courses?.map((course) => (
              <option key={course.course_id} value={course.course_id}>
                {course.code} · {course.title}
              </option>
            ))}
          </SelectField>
        )}
        {kind === "course" && (
          <PeriodFields first={t("first")} last={t("last")} period={period} onChange={setPeriod} />
        )}
      </div>
      {about === "" ? (
        <QueryView query={asked}>{() => <p className="text-soft">{t("noCourse")}</p>}</QueryView>
      ) : (
        <>
          <SaveReport key={JSON.stringify(wanted)} wanted={wanted} />
          <QueryView query={preview}>{(found) => <Held preview={found} />}</QueryView>
        </>
      )}
    </div>
  );
}

function Held({ preview }: { preview: ReportPreview }) {
  const { t } = useTranslation("reports");
  return (
    <section aria-label={t("holds")}>
      <h2 className="text-lg leading-6 font-semibold break-words">{preview.title}</h2>
      <ul className="mt-1 mb-3 text-soft">
        {preview.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      {preview.row_count === 0 ? (
        <p className="text-soft">{t("empty")}</p>
      ) : (
        <>
          <Table label={preview.title} columns={preview.columns} dense>
            {preview.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column} className="whitespace-nowrap tabular-nums">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </Table>
          <p className="mt-2 text-sm text-soft">{t(preview.rows.length < preview.row_count ? "lines" : "allLines", {
              count: preview.row_count,
              shown: formatNumber(preview.rows.length),
            })}</p>
        </>
      )}
    </section>
  );
}
