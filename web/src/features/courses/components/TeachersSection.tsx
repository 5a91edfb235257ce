import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { setTeachers } from "@/features/courses/api/changeCourses";
import { TeacherPicker } from "@/features/courses/components/TeacherPicker";
import { peopleQuery } from "@/features/people/api/people";
import type { Course } from "@/lib/api/types";
import { useSeen } from "@/lib/useSeen";

/** Changes who teaches a course. It follows the course until somebody is chosen, and then what they looked at. */
export function TeachersSection({ course }: { course: Course }) {
  const { t } = useTranslation("courses");
  const queryClient = useQueryClient();
  const look = () => queryClient.invalidateQueries({ queryKey: ["courses"] });
  const teachers = useInfiniteQuery(peopleQuery({ query: "", role: "teacher" }));
  const seen = useSeen(course, look);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const saving = useMutation({
    mutationFn: (teacherIds: string[]) => seen.save((revision) => setTeachers(course.course_id, teacherIds, revision)),
    onSuccess: async () => {
      await look();
      setChosen(null);
    },
  });
  const names = new Map(
    teachers.data?.pages.flatMap(({ items }) => items).map((one) => [one.person_id, one.display_name]),
  );
  const says = (one: Course) => [[t("teachers.title"), one.teacher_ids.map((id) => names.get(id) ?? id).join(", ")]] as const;
  const take = () => {
    seen.take();
    setChosen(null);
    saving.reset();
  };
  return (
    <div className="flex max-w-lg flex-col items-start gap-4 [&>fieldset]:w-full">
      <TeacherPicker
        chosen={chosen ?? course.teacher_ids}
        onChange={(teacherIds) => {
          if (chosen === null) take();
          setChosen(teacherIds);
        }}
      />
      {saving.error && <ChangedMeanwhile seen={{ ...seen, take }} says={says} error={saving.error} />}
      {chosen && chosen.toSorted().join() !== course.teacher_ids.toSorted().join() && (
        <Button
          busy={saving.isPending}
          onClick={() => {
            saving.mutate(chosen);
          }}
        >
          {t("teachers.save")}
        </Button>
      )}
    </div>
  );
}
