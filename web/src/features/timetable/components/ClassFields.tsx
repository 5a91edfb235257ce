import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { SelectField } from "@/components/Field";
import { coursesQuery } from "@/features/courses/api/courses";
import { roomsQuery } from "@/features/rooms/api/rooms";
import { groupsQuery, teachersQuery } from "@/features/timetable/api/timetable";

interface Given {
  course_id?: string;
  room_id?: string;
  group_id?: string;
  teacher_id?: string;
}

interface Props {
  given: Given;
  errors: Readonly<Record<string, string>>;
}

/** Which course, where, for whom and by whom. */
export function ClassFields({ given, errors }: Props) {
  const { t } = useTranslation("timetable");
  const courses = useQuery(coursesQuery);
  const rooms = useQuery(roomsQuery);
  const groups = useQuery(groupsQuery);
  return (
    <>
      <SelectField
        key={`course ${String(courses.isSuccess)}`}
        name="course_id"
        label={t("fields.course")}
        defaultValue={given.course_id ?? ""}
        error={errors.course_id}
      >
        <option value="">{t("fields.choose")}</option>
        {courses.data?.map((one) => (
          <option key={one.course_id} value={one.course_id}>
            {one.code} {one.title}
          </option>
        ))}
      </SelectField>
      <SelectField
        key={`room ${String(rooms.isSuccess)}`}
        name="room_id"
        label={t("fields.room")}
        defaultValue={given.room_id ?? ""}
        error={errors.room_id}
      >
        <option value="">{t("fields.choose")}</option>
        {rooms.data?.map((one) => (
          <option key={one.room_id} value={one.room_id}>
            {one.name}
          </option>
        ))}
      </SelectField>
      <SelectField
        key={`group ${String(groups.isSuccess)}`}
        name="group_id"
        label={t("fields.group")}
        defaultValue={given.group_id ?? ""}
        error={errors.group_id}
      >
        <option value="">{t("fields.everybody")}</option>
        {groups.data?.map((one) => (
          <option key={one.group_id} value={one.group_id}>
            {one.name}
          </option>
        ))}
      </SelectField>
      <TeacherField name="teacher_id" label={t("fields.teacher")} none={t("fields.anyTeacher")} given={given.teacher_id} />
    </>
  );
}

interface TeacherProps {
  name: string;
  label: string;
  none: string;
  given: string | undefined;
}

export function TeacherField({ name, label, none, given }: TeacherProps) {
  const teachers = useQuery(teachersQuery);
  return (
    <SelectField key={String(teachers.isSuccess)} name={name} label={label} defaultValue={given ?? ""}>
      <option value="">{none}</option>
      {teachers.data?.map((one) => (
        <option key={one.person_id} value={one.person_id}>
          {one.display_name}
        </option>
      ))}
    </SelectField>
  );
}
