import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { CheckedForm } from "@/components/CheckedForm";
import { DialogButton } from "@/components/DialogButton";
import { TextField } from "@/components/Field";
import { updateCourse } from "@/features/courses/api/changeCourses";
import { CourseDaysFields } from "@/features/courses/components/CourseDaysFields";
import { useCourseSchema } from "@/features/courses/courseForm";
import type { Course } from "@/lib/api/types";

/** Changes a course's code and title. */
export function EditCourseDialog({ course }: { course: Course }) {
  const { t } = useTranslation("courses");
  return (
    <DialogButton label={t("edit.label")} title={t("edit.title", { code: course.code })}>
      {(close) => <EditCourseForm course={course} onDone={close} />}
    </DialogButton>
  );
}

function EditCourseForm({ course, onDone }: { course: Course; onDone: () => void }) {
  const { t } = useTranslation("courses");
  const queryClient = useQueryClient();
  return (
    <CheckedForm
      schema={useCourseSchema()}
      action={t("edit.action")}
      send={(change) => updateCourse(course.course_id, change)}
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
