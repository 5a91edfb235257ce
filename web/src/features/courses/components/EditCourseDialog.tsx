import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { CheckedForm } from "@/components/CheckedForm";
import { DialogButton } from "@/components/DialogButton";
import { TextField } from "@/components/Field";
import { updateCourse } from "@/features/courses/api/changeCourses";
import { CourseDaysFields } from "@/features/courses/components/CourseDaysFields";
import { useCourseSchema } from "@/features/courses/courseForm";
import { termsQuery } from "@/features/timetable/api/timetable";
import type { Course } from "@/lib/api/types";
import { daysText } from "@/lib/format";
import { useSeen } from "@/lib/useSeen";

/** Changes a course's code and title. */
export function EditCourseDialog({ course }: { course: Course }) {
  const { t } = useTranslation("courses");
  return (
    <DialogButton label={t("edit.label")} title={t("edit.title", { code: course.code })}>
      {(close) => <EditCourseForm course={course} onDone={close} />}
    </DialogButton>
  );
}

function EditCourseForm({ course: newest, onDone }: { course: Course; onDone: () => void }) {
  const { t } = useTranslation("courses");
  const queryClient = useQueryClient();
  const terms = useQuery(termsQuery);
  const seen = useSeen(newest, () => queryClient.invalidateQueries({ queryKey: ["courses"] }));
  const course = seen.from;
  const says = (one: Course) =>
    [
      [t("form.code"), one.code],
      [t("form.title"), one.title],
      [t("days.term"), terms.data?.items.find((term) => term.term_id === one.term_id)?.name ?? one.term_id],
      [t("days.title"), one.first_date && daysText(one.first_date, one.last_date)],
    ] as const;
  return (
    <CheckedForm
      key={seen.taken}
      schema={useCourseSchema()}
      action={t("edit.action")}
      send={(change) => seen.save((revision) => updateCourse(course.course_id, { ...change, revision }))}
      problem={(error) => <ChangedMeanwhile seen={seen} says={says} error={error} />}
      onSent={async () => {
        await queryClient.invalidateQueries({ queryKey: ["courses"] });
        await queryClient.invalidateQueries({ queryKey: ["timetable"] });
        onDone();
      }}
    >
      {(errors) => (
        <>
          <TextField
            name="code"
            label={t("form.code")}
            defaultValue={course.code}
            autoComplete="off"
            error={errors.code}
          />
          <TextField
            name="title"
            label={t("form.title")}
            defaultValue={course.title}
            autoComplete="off"
            error={errors.title}
          />
          <CourseDaysFields given={course} errors={errors} />
        </>
      )}
    </CheckedForm>
  );
}
