import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CheckedForm } from "@/components/CheckedForm";
import { DialogButton } from "@/components/DialogButton";
import { TextField } from "@/components/Field";
import { addCourse } from "@/features/courses/api/changeCourses";
import { CourseDaysFields } from "@/features/courses/components/CourseDaysFields";
import { TeacherPicker } from "@/features/courses/components/TeacherPicker";
import { useCourseSchema } from "@/features/courses/courseForm";

export function NewCourseDialog() {
  const { t } = useTranslation("courses");
  return (
    <DialogButton look="main" label={t("add")} title={t("add")} purpose={t("form.purpose")}>
      {() => <NewCourseForm />}
    </DialogButton>
  );
}

function NewCourseForm() {
  const { t } = useTranslation("courses");
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [teacherIds, setTeacherIds] = useState<string[]>([]);
  return (
    <CheckedForm
      schema={useCourseSchema()}
      action={t("add")}
      send={(course, requestId) => addCourse({ ...course, teacher_ids: teacherIds, request_id: requestId })}
      onSent={async (course) => {
        await queryClient.invalidateQueries({ queryKey: ["courses", "all"] });
        await navigate({ to: "/courses/$courseId", params: { courseId: course.course_id } });
      }}
    >
      {(errors) => (
        <>
          <TextField name="code" label={t("form.code")} hint={t("form.codeHint")} autoComplete="off" error={errors.code} />
          <TextField name="title" label={t("form.title")} autoComplete="off" error={errors.title} />
          <CourseDaysFields errors={errors} />
          <TeacherPicker chosen={teacherIds} onChange={setTeacherIds} />
        </>
      )}
    </CheckedForm>
  );
}
