import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ProblemNotice } from "@/components/ProblemNotice";
import { setTeachers } from "@/features/courses/api/changeCourses";
import { TeacherPicker } from "@/features/courses/components/TeacherPicker";
import type { Course } from "@/lib/api/types";

/** Changes who teaches a course. Key it by the teachers, so that it follows them. */
export function TeachersSection({ course }: { course: Course }) {
  const { t } = useTranslation("courses");
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState(course.teacher_ids);
  const saving = useMutation({
    mutationFn: () => setTeachers(course.course_id, chosen),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["courses"] }),
  });
  const changed = [...chosen].sort().join() !== [...course.teacher_ids].sort().join();
  return (
    <div className="flex max-w-lg flex-col items-start gap-4 [&>fieldset]:w-full">
      <TeacherPicker chosen={chosen} onChange={setChosen} />
      {saving.error && <ProblemNotice error={saving.error} />}
      {changed && (
        <Button
          busy={saving.isPending}
          onClick={() => {
            saving.mutate();
          }}
        >
          {t("teachers.save")}
        </Button>
      )}
    </div>
  );
}
