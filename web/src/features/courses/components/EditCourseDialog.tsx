import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { type CourseDays, updateCourse } from "@/features/courses/api/changeCourses";
import { CourseDaysFields } from "@/features/courses/components/CourseDaysFields";
import { useCourseSchema } from "@/features/courses/courseForm";
import type { Course } from "@/lib/api/types";
import { checked, type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";

/** Changes a course's code and title. */
export function EditCourseDialog({ course }: { course: Course }) {
  const { t } = useTranslation("courses");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("edit.label")}
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={t("edit.title", { code: course.code })}>
        <EditCourseForm
          course={course}
          onDone={() => {
            setOpen(false);
          }}
        />
      </Modal>
    </>
  );
}

function EditCourseForm({ course, onDone }: { course: Course; onDone: () => void }) {
  const { t } = useTranslation("courses");
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<FieldErrors>({});
  const saving = useMutation({
    mutationFn: (change: CourseDays & { code: string; title: string }) => updateCourse(course.course_id, change),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["courses"] });
      await queryClient.invalidateQueries({ queryKey: ["timetable"] });
      onDone();
    },
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  const schema = useCourseSchema();
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        const form = checked(schema, submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) saving.mutate(form.data);
      }}
    >
      {saving.error && Object.keys(errors).length === 0 && <ProblemNotice error={saving.error} />}
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
      <Button type="submit" look="main" busy={saving.isPending}>
        {t("edit.action")}
      </Button>
    </form>
  );
}
