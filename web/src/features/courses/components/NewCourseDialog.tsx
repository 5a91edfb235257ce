import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { addCourse, type NewCourse } from "@/features/courses/api/changeCourses";
import { CourseDaysFields } from "@/features/courses/components/CourseDaysFields";
import { TeacherPicker } from "@/features/courses/components/TeacherPicker";
import { useCourseSchema } from "@/features/courses/courseForm";
import { checked, type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { newId } from "@/lib/ids";

export function NewCourseDialog() {
  const { t } = useTranslation("courses");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        look="main"
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("add")}
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={t("add")} purpose={t("form.purpose")}>
        <NewCourseForm />
      </Modal>
    </>
  );
}

function NewCourseForm() {
  const { t } = useTranslation("courses");
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [teacherIds, setTeacherIds] = useState<string[]>([]);
  const [requestId, setRequestId] = useState(newId);
  const adding = useMutation({
    mutationFn: (course: NewCourse) => addCourse(course),
    onSuccess: async (course) => {
      await queryClient.invalidateQueries({ queryKey: ["courses", "all"] });
      await navigate({ to: "/courses/$courseId", params: { courseId: course.course_id } });
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
      onChange={() => {
        setRequestId(newId());
      }}
      onSubmit={(event) => {
        const form = checked(schema, submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) adding.mutate({ ...form.data, teacher_ids: teacherIds, request_id: requestId });
      }}
    >
      {adding.error && Object.keys(errors).length === 0 && <ProblemNotice error={adding.error} />}
      <TextField name="code" label={t("form.code")} hint={t("form.codeHint")} autoComplete="off" error={errors.code} />
      <TextField name="title" label={t("form.title")} autoComplete="off" error={errors.title} />
      <CourseDaysFields errors={errors} />
      <TeacherPicker chosen={teacherIds} onChange={setTeacherIds} />
      <Button type="submit" look="main" busy={adding.isPending}>
        {t("add")}
      </Button>
    </form>
  );
}
