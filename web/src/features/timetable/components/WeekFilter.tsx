import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { SelectField } from "@/components/Field";
import { coursesQuery } from "@/features/courses/api/courses";
import { roomsQuery } from "@/features/rooms/api/rooms";
import { type ClassFilter, teachersQuery } from "@/features/timetable/api/timetable";

/** One room, course or teacher at a time: what a grid can show. */
export function WeekFilter({ onChange }: { onChange: (filter: ClassFilter) => void }) {
  const { t } = useTranslation("timetable");
  const rooms = useQuery(roomsQuery);
  const courses = useQuery(coursesQuery);
  const teachers = useQuery(teachersQuery);
  return (
    <div className="w-full sm:w-64">
      <SelectField
        label={t("week.show")}
        onChange={(event) => {
          const [kind, id] = event.target.value.split(" ");
          onChange(kind && id ? { [kind]: id } : {});
        }}
      >
        <option value="">{t("week.everything")}</option>
        <optgroup label={t("fields.room")}>
          {rooms.data?.map((one) => (
            <option key={one.room_id} value={`room_id ${one.room_id}`}>
              {one.name}
            </option>
          ))}
        </optgroup>
        <optgroup label={t("fields.course")}>
          {courses.data?.map((one) => (
            <option key={one.course_id} value={`course_id ${one.course_id}`}>
              {one.code} {one.title}
            </option>
          ))}
        </optgroup>
        <optgroup label={t("fields.teacher")}>
          {teachers.data?.map((one) => (
            <option key={one.person_id} value={`teacher_id ${one.person_id}`}>
              {one.display_name}
            </option>
          ))}
        </optgroup>
      </SelectField>
    </div>
  );
}
