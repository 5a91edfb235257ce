import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { TextField } from "@/components/Field";
import { OptionsField } from "@/components/OptionsField";
import type { CourseDays } from "@/features/courses/api/changeCourses";
import { termsQuery } from "@/features/timetable/api/timetable";
import type { FieldErrors } from "@/lib/form";
import { daysText } from "@/lib/format";

/** When a course is held: its term, or days of its own. */
export function CourseDaysFields({ given, errors }: { given?: CourseDays; errors: FieldErrors }) {
  const { t } = useTranslation("courses");
  const terms = useQuery(termsQuery);
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="font-medium">{t("days.title")}</legend>
      <p className="text-sm text-soft">{t("days.hint")}</p>
      <OptionsField
        name="term_id"
        label={t("days.term")}
        none={t("days.noTerm")}
        given={given?.term_id}
        options={terms.data?.items.map((one) => ({
          id: one.term_id,
          label: `${one.name} (${daysText(one.first_date, one.last_date)})`,
        }))}
        error={errors.term_id}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          name="first_date"
          type="date"
          label={t("days.first")}
          defaultValue={given?.first_date}
          error={errors.first_date}
        />
        <TextField
          name="last_date"
          type="date"
          label={t("days.last")}
          defaultValue={given?.last_date}
          error={errors.last_date}
        />
      </div>
    </fieldset>
  );
}
