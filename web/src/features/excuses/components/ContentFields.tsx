import { useTranslation } from "react-i18next";

import { ChoiceBar } from "@/components/ChoiceBar";
import { SelectField, TextAreaField, TextField } from "@/components/Field";
import type { ExcuseCategory, ExcuseContent } from "@/features/excuses/api/excuses";
import { withFirst } from "@/features/excuses/days";
import { SessionChoice } from "@/features/excuses/components/SessionChoice";
import type { Course } from "@/lib/api/types";
import type { FieldErrors } from "@/lib/form";

const CATEGORIES: readonly ExcuseCategory[] = [
  "illness",
  "appointment",
  "family",
  "official",
  "religious",
  "transport",
  "other",
];

interface Props {
  studentId: string;
  content: ExcuseContent;
  courses: readonly Course[];
  errors: FieldErrors;
  /** Once it has been sent, only its files are left. */
  locked?: boolean;
  onChange: (content: ExcuseContent) => void;
}

/** What an excuse says. Kept by whoever shows it, so that a request that failed loses nothing. */
export function ContentFields({ studentId, content, courses, errors, locked = false, onChange }: Props) {
  const { t } = useTranslation("excuses");
  const set = (change: Partial<ExcuseContent>) => {
    onChange({ ...content, ...change });
  };
  return (
    <fieldset disabled={locked} className="flex flex-col gap-5">
      <legend className="sr-only">{t("form.title")}</legend>
      <div>
        <ChoiceBar
          label={t("form.what")}
          value={content.session_ids ? "sessions" : "days"}
          choices={[
            { value: "days", label: t("form.days") },
            { value: "sessions", label: t("form.sessions") },
          ]}
          onChoose={(what) => {
            set({ session_ids: what === "sessions" ? [] : null });
          }}
        />
      </div>
      {content.session_ids ? (
        <SessionChoice
          studentId={studentId}
          chosen={content.session_ids}
          error={errors.session_ids}
          onChange={(sessions) => {
            set({ session_ids: sessions });
          }}
        />
      ) : (
        <DayFields content={content} courses={courses} errors={errors} onChange={set} />
      )}
      <SelectField
        label={t("form.category")}
        value={content.category}
        error={errors.category}
        onChange={(event) => {
          const chosen = CATEGORIES.find((one) => one === event.target.value);
          if (chosen) set({ category: chosen });
        }}
      >
        {CATEGORIES.map((category) => (
          <option key={category} value={category}>
            {t(`category.${category}`)}
          </option>
        ))}
      </SelectField>
      <TextAreaField
        label={t("form.reason")}
        hint={t("form.reasonHint")}
        rows={4}
        maxLength={2000}
        value={content.reason}
        error={errors.reason}
        onChange={(event) => {
          set({ reason: event.target.value });
        }}
      />
    </fieldset>
  );
}

interface DayProps {
  content: ExcuseContent;
  courses: readonly Course[];
  errors: FieldErrors;
  onChange: (change: Partial<ExcuseContent>) => void;
}

/** Whole days, of one course or all. */
function DayFields({ content, courses, errors, onChange }: DayProps) {
  const { t } = useTranslation("excuses");
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={t("form.first")}
          type="date"
          required
          value={content.first_date}
          error={errors.first_date}
          onChange={(event) => {
            onChange(withFirst(content, event.target.value));
          }}
        />
        <TextField
          label={t("form.last")}
          type="date"
          required
          min={content.first_date}
          value={content.last_date}
          error={errors.last_date}
          onChange={(event) => {
            onChange({ last_date: event.target.value });
          }}
        />
      </div>
      <SelectField
        label={t("form.course")}
        hint={content.course_id ? t("form.courseOne") : t("form.courseAll")}
        value={content.course_id ?? ""}
        error={errors.course_id}
        onChange={(event) => {
          onChange({ course_id: event.target.value || null });
        }}
      >
        <option value="">{t("form.allCourses")}</option>
        {courses.map((course) => (
          <option key={course.course_id} value={course.course_id}>
            {course.code} · {course.title}
          </option>
        ))}
      </SelectField>
    </>
  );
}
