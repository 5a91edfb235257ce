import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { addExtraClass } from "@/features/timetable/api/changeTimetable";
import { choose } from "@/features/timetable/choose";
import { ClassFields } from "@/features/timetable/components/ClassFields";
import { ClassProblem } from "@/features/timetable/components/ClassProblem";
import { orNull } from "@/features/timetable/orNull";
import { minutesOf, timeOf } from "@/features/timetable/week";
import { type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { newId } from "@/lib/ids";

const USUAL_MINUTES = 60;

interface Props {
  at: { date: string; start: string };
  /** Whether all rooms' classes may be seen, to find a free one. */
  seesAll: boolean;
  onDone: () => void;
}

/** One class beside the timetable: on a holiday, on a week-end, or one more. */
export function ExtraClassForm({ at, seesAll, onDone }: Props) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [requestId, setRequestId] = useState(newId);
  const [times, setTimes] = useState<{ start: string; end: string } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const adding = useMutation({
    mutationFn: (texts: Record<string, string>) =>
      addExtraClass({
        course_id: texts.course_id ?? "",
        room_id: texts.room_id ?? "",
        group_id: orNull(texts.group_id),
        teacher_id: orNull(texts.teacher_id),
        date: texts.date ?? "",
        start_time: texts.start_time ?? "",
        end_time: texts.end_time ?? "",
        note: texts.note ?? "",
        request_id: requestId,
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["timetable"] });
      onDone();
    },
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  return (
    <form
      ref={form}
      className="flex flex-col gap-4"
      onChange={() => {
        setRequestId(newId());
      }}
      onSubmit={(event) => {
        const texts = submitted(event);
        const missing = Object.fromEntries(
          ["course_id", "room_id"].filter((name) => !texts[name]).map((name) => [name, t("fields.missing")]),
        );
        setErrors(missing);
        setTimes({ start: texts.start_time ?? "", end: texts.end_time ?? "" });
        if (Object.keys(missing).length === 0) adding.mutate(texts);
      }}
    >
      {adding.error && Object.keys(errors).length === 0 && (
        <ClassProblem
          error={adding.error}
          times={times}
          onRoom={
            seesAll
              ? (roomId) => {
                  choose(form.current, "room_id", roomId);
                  setRequestId(newId());
                }
              : undefined
          }
        />
      )}
      <ClassFields given={{}} errors={errors} />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-4">
        <TextField name="date" type="date" required label={t("fields.date")} defaultValue={at.date} error={errors.date} />
        <TextField
          name="start_time"
          type="time"
          required
          label={t("fields.start")}
          defaultValue={at.start}
          error={errors.start_time}
        />
        <TextField
          name="end_time"
          type="time"
          required
          label={t("fields.end")}
          defaultValue={timeOf(minutesOf(at.start) + USUAL_MINUTES)}
          error={errors.end_time}
        />
      </div>
      <TextField name="note" label={t("fields.note")} maxLength={200} error={errors.note} />
      <Button type="submit" look="main" busy={adding.isPending}>
        {t("extra.add")}
      </Button>
    </form>
  );
}
