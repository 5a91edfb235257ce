import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { addSlot, changeSlot, type Institution, type Term, type TimetableSlot } from "@/features/timetable/api/changeTimetable";
import { institutionQuery, termsQuery } from "@/features/timetable/api/timetable";
import { ClassFields } from "@/features/timetable/components/ClassFields";
import { ClassProblem } from "@/features/timetable/components/ClassProblem";
import { WeekdayPicker } from "@/features/timetable/components/WeekdayPicker";
import { choose } from "@/features/timetable/choose";
import { orNull } from "@/features/timetable/orNull";
import { addDays, minutesOf, timeOf, weekdayOf } from "@/features/timetable/week";
import { type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { newId } from "@/lib/ids";

const USUAL_MINUTES = 60;
const USUAL_DAYS = 120;

interface Props {
  /** Where the grid was clicked, for a new slot. */
  at: { date: string; start: string };
  /** The slot to change; none makes a new one. */
  slot?: TimetableSlot | undefined;
  onDone: () => void;
}

export function SlotForm(props: Props) {
  const terms = useQuery(termsQuery);
  const institution = useQuery(institutionQuery);
  if (!terms.data || !institution.data) return null;
  return <Form {...props} terms={terms.data.items} institution={institution.data} />;
}

function Form({ at, slot, onDone, terms, institution }: Props & { terms: readonly Term[]; institution: Institution }) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [requestId, setRequestId] = useState(newId);
  const [times, setTimes] = useState<{ start: string; end: string } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const [weekdays, setWeekdays] = useState<number[]>(slot?.weekdays ?? [weekdayOf(at.date)]);
  const term = terms.find((one) => one.first_date <= at.date && at.date <= one.last_date);
  const saving = useMutation({
    mutationFn: (texts: Record<string, string>) => {
      const content = {
        course_id: texts.course_id ?? "",
        room_id: texts.room_id ?? "",
        group_id: orNull(texts.group_id),
        teacher_id: orNull(texts.teacher_id),
        weekdays: [...weekdays].sort(),
        start_time: texts.start_time ?? "",
        end_time: texts.end_time ?? "",
        first_date: texts.first_date ?? "",
        last_date: texts.last_date ?? "",
        interval_weeks: Number(texts.interval_weeks ?? 1),
        request_id: requestId,
      };
      return slot
        ? changeSlot(slot.slot_id, { ...content, revision: slot.revision, from_date: texts.from_date ?? "" })
        : addSlot(content);
    },
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
        if (Object.keys(missing).length === 0) saving.mutate(texts);
      }}
    >
      {saving.error && Object.keys(errors).length === 0 && (
        <ClassProblem
          error={saving.error}
          times={times}
          onRoom={(roomId) => {
            choose(form.current, "room_id", roomId);
            setRequestId(newId());
          }}
        />
      )}
      <ClassFields given={slot ?? {}} errors={errors} />
      <WeekdayPicker
        label={t("fields.weekdays")}
        chosen={weekdays}
        free={institution.weekend_days}
        error={errors.weekdays}
        onChange={(chosen) => {
          setWeekdays(chosen);
          setRequestId(newId());
        }}
      />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-4">
        <TextField
          name="start_time"
          type="time"
          required
          label={t("fields.start")}
          defaultValue={slot?.start_time ?? at.start}
          error={errors.start_time}
        />
        <TextField
          name="end_time"
          type="time"
          required
          label={t("fields.end")}
          defaultValue={slot?.end_time ?? timeOf(minutesOf(at.start) + USUAL_MINUTES)}
          error={errors.end_time}
        />
        <TextField
          name="first_date"
          type="date"
          required
          label={t("fields.first")}
          defaultValue={slot?.first_date ?? term?.first_date ?? at.date}
          error={errors.first_date}
        />
        <TextField
          name="last_date"
          type="date"
          required
          label={t("fields.last")}
          defaultValue={slot?.last_date ?? term?.last_date ?? addDays(at.date, USUAL_DAYS)}
          error={errors.last_date}
        />
      </div>
      <TextField
        name="interval_weeks"
        type="number"
        min={1}
        max={8}
        required
        label={t("fields.interval")}
        hint={t("fields.intervalHint")}
        defaultValue={slot?.interval_weeks ?? 1}
        error={errors.interval_weeks}
      />
      {slot && (
        <TextField
          name="from_date"
          type="date"
          label={t("fields.from")}
          hint={t("fields.fromHint")}
          defaultValue={at.date}
          error={errors.from_date}
        />
      )}
      <Button type="submit" look="main" busy={saving.isPending} disabled={weekdays.length === 0}>
        {slot ? t("slot.change") : t("slot.add")}
      </Button>
    </form>
  );
}
