import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { OptionsField } from "@/components/OptionsField";
import { coursesQuery } from "@/features/courses/api/courses";
import { roomsQuery } from "@/features/rooms/api/rooms";
import { groupsQuery, teachersQuery } from "@/features/timetable/api/timetable";

export interface GivenClass {
  course_id?: string;
  room_id?: string;
  group_id?: string;
  teacher_id?: string;
}

interface Props {
  given: GivenClass;
  errors: Readonly<Record<string, string>>;
}

/** Which course, where, for whom and by whom. */
export function ClassFields({ given, errors }: Props) {
  const { t } = useTranslation("timetable");
  const courses = useQuery(coursesQuery);
  const groups = useQuery(groupsQuery);
  return (
    <>
      <OptionsField
        name="course_id"
        label={t("fields.course")}
        none={t("fields.choose")}
        given={given.course_id}
        options={courses.data?.map((one) => ({ id: one.course_id, label: `${one.code} ${one.title}` }))}
        error={errors.course_id}
      />
      <RoomField none={t("fields.choose")} given={given.room_id} error={errors.room_id} />
      <OptionsField
        name="group_id"
        label={t("fields.group")}
        none={t("fields.everybody")}
        given={given.group_id}
        options={groups.data?.map((one) => ({ id: one.group_id, label: one.name }))}
        error={errors.group_id}
      />
      <TeacherField label={t("fields.teacher")} none={t("fields.anyTeacher")} given={given.teacher_id} />
    </>
  );
}

interface RoomProps {
  none?: string;
  given: string | undefined;
  error: string | undefined;
}

export function RoomField(props: RoomProps) {
  const { t } = useTranslation("timetable");
  const rooms = useQuery(roomsQuery);
  const options = rooms.data?.map((one) => ({ id: one.room_id, label: one.name }));
  return <OptionsField name="room_id" label={t("fields.room")} options={options} {...props} />;
}

interface TeacherProps {
  label: string;
  none: string;
  given: string | undefined;
}

export function TeacherField(props: TeacherProps) {
  const teachers = useQuery(teachersQuery);
  const options = teachers.data?.map((one) => ({ id: one.person_id, label: one.display_name }));
  return <OptionsField name="teacher_id" options={options} {...props} />;
}
