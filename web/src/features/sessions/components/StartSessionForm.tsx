import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { SelectField, TextField } from "@/components/Field";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { coursesQuery } from "@/features/courses/api/courses";
import { roomsQuery } from "@/features/rooms/api/rooms";
import { startSession } from "@/features/sessions/api/changeSessions";
import { asProblem } from "@/lib/api/problem";
import { checked, type FieldErrors, submitted } from "@/lib/form";
import { newId } from "@/lib/ids";
import { z } from "@/lib/zod";

const SECONDS_PER_MINUTE = 60;

interface Props {
  courseId?: string | undefined;
}

/** Starts attendance of a course in a room. */
export function StartSessionForm({ courseId }: Props) {
  const { t } = useTranslation("sessions");
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const courses = useQuery(coursesQuery);
  const rooms = useQuery(roomsQuery);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [requestId, setRequestId] = useState(newId);
  const starting = useMutation({
    mutationFn: (form: { course_id: string; room_id: string; late_after_minutes: number | null }) =>
      startSession({
        course_id: form.course_id,
        room_id: form.room_id,
        ...(form.late_after_minutes !== null && { late_after_seconds: form.late_after_minutes * SECONDS_PER_MINUTE }),
        request_id: requestId,
      }),
    onSuccess: async (session) => {
      void queryClient.invalidateQueries({ queryKey: ["sessions"] });
      await navigate({ to: "/sessions/$sessionId", params: { sessionId: session.session_id } });
    },
  });
  const schema = z.object({
    course_id: z.string().check(z.minLength(1, t("start.courseMissing"))),
    room_id: z.string().check(z.minLength(1, t("start.roomMissing"))),
    late_after_minutes: z.pipe(
      z.string().check(z.regex(/^\d{0,3}$/, t("start.lateAfterWrong"))),
      z.transform((text: string) => (text === "" ? null : Number(text))),
    ),
  });
  const openId = starting.error ? asProblem(starting.error).metadata.session_id : undefined;

  return (
    <QueryView query={courses}>
      {(foundCourses) => (
        <QueryView query={rooms}>
          {(foundRooms) =>
            foundCourses.length === 0 || foundRooms.length === 0 ? (
              <Notice>{foundCourses.length === 0 ? t("start.noCourses") : t("start.noRooms")}</Notice>
            ) : (
              <form
                noValidate
                className="flex max-w-md flex-col gap-5"
                onChange={() => {
                  setRequestId(newId());
                }}
                onSubmit={(event) => {
                  const form = checked(schema, submitted(event));
                  setErrors(form.ok ? {} : form.errors);
                  if (form.ok) starting.mutate(form.data);
                }}
              >
                {starting.error && <ProblemNotice error={starting.error} />}
                {openId && (
                  <Link
                    to="/sessions/$sessionId"
                    params={{ sessionId: openId }}
                    className="font-medium text-accent hover:underline"
                  >
                    {t("start.goToOpen")}
                  </Link>
                )}
                <SelectField
                  name="course_id"
                  label={t("start.course")}
                  defaultValue={courseId ?? (foundCourses.length === 1 ? foundCourses[0]?.course_id : "")}
                  error={errors.course_id}
                >
                  <option value="">{t("start.choose")}</option>
                  {foundCourses.map((course) => (
                    <option key={course.course_id} value={course.course_id}>
                      {course.code} · {course.title}
                    </option>
                  ))}
                </SelectField>
                <SelectField
                  name="room_id"
                  label={t("start.room")}
                  defaultValue={foundRooms.length === 1 ? foundRooms[0]?.room_id : ""}
                  error={errors.room_id}
                >
                  <option value="">{t("start.choose")}</option>
                  {foundRooms.map((room) => (
                    <option key={room.room_id} value={room.room_id}>
                      {room.name}
                    </option>
                  ))}
                </SelectField>
                <TextField
                  name="late_after_minutes"
                  inputMode="numeric"
                  label={t("start.lateAfter")}
                  hint={t("start.lateAfterHint")}
                  autoComplete="off"
                  error={errors.late_after_minutes}
                />
                <Button type="submit" look="main" className="self-start" busy={starting.isPending}>
                  <Play size={18} aria-hidden />
                  {t("start.action")}
                </Button>
              </form>
            )
          }
        </QueryView>
      )}
    </QueryView>
  );
}
