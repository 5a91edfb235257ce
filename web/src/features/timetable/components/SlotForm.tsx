import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { TextField } from "@/components/Field";
import { QueryView } from "@/components/QueryView";
import { addSlot, changeSlot, type Institution, type Term, type TimetableSlot } from "@/features/timetable/api/changeTimetable";
import { institutionQuery, slotsQuery, termsQuery } from "@/features/timetable/api/timetable";
import { type Plan, PlanForm } from "@/features/timetable/components/PlanForm";
import { WeekdayPicker } from "@/features/timetable/components/WeekdayPicker";
import { addDays, minutesOf, timeOf, type Weekday, weekdayOf } from "@/features/timetable/week";
import { asProblem } from "@/lib/api/problem";
import { daysText, formatNumber, timeText } from "@/lib/format";
import { type Seen, useSeen } from "@/lib/useSeen";

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
  return (
    <QueryView query={terms}>
      {({ items }) => (
        <QueryView query={institution}>
          {(here) => {
            const known = { ...props, terms: items, institution: here };
            return props.slot ? <Change {...known} slot={props.slot} /> : <Form {...known} />;
          }}
        </QueryView>
      )}
    </QueryView>
  );
}

interface Known extends Omit<Props, "slot"> {
  terms: readonly Term[];
  institution: Institution;
}

function Change({ slot, ...known }: Known & { slot: TimetableSlot }) {
  const queryClient = useQueryClient();
  const seen = useSeen(slot, () => queryClient.invalidateQueries({ queryKey: slotsQuery.queryKey }));
  return <Form key={seen.taken} {...known} seen={seen} />;
}

function Form({ at, seen, onDone, terms, institution }: Known & { seen?: Seen<TimetableSlot> }) {
  const { t } = useTranslation("timetable");
  const slot = seen?.from;
  const [weekdays, setWeekdays] = useState<number[]>(slot?.weekdays ?? [weekdayOf(at.date)]);
  const term = terms.find((one) => one.first_date <= at.date && at.date <= one.last_date);

  function save(plan: Plan, { first_date = "", last_date = "", interval_weeks, from_date = "" }: Record<string, string>) {
    const content = { ...plan, weekdays: [...weekdays].sort(), first_date, last_date, interval_weeks: Number(interval_weeks ?? 1) };
    if (!seen) return addSlot(content);
    return seen.save((revision) => changeSlot(seen.from.slot_id, { ...content, revision, from_date }));
  }

  const says = (one: TimetableSlot) =>
    [
      [t("fields.course"), `${one.course_code} ${one.course_title}`],
      [t("fields.room"), one.room_name],
      [t("fields.group"), one.group_name || t("fields.everybody")],
      [t("fields.teacher"), one.teacher_name || t("fields.anyTeacher")],
      [t("fields.weekdays"), one.weekdays.map((day) => t(`weekdays.${day as Weekday}`)).join(", ")],
      [t("fields.start"), `${timeText(one.start_time)}–${timeText(one.end_time)}`],
      [t("fields.days"), daysText(one.first_date, one.last_date)],
      [t("fields.interval"), formatNumber(one.interval_weeks)],
    ] as const;

  return (
    <PlanForm
      action={slot ? t("slot.change") : t("slot.add")}
      given={slot ?? {}}
      seesAll
      disabled={weekdays.length === 0}
      save={save}
      onDone={onDone}
      problem={(error) =>
        seen && asProblem(error).isStale ? <ChangedMeanwhile seen={seen} says={says} error={error} /> : null
      }
    >
      {(errors, renew) => (
        <>
          <WeekdayPicker
            label={t("fields.weekdays")}
            chosen={weekdays}
            free={institution.weekend_days}
            error={errors.weekdays}
            onChange={(chosen) => {
              setWeekdays(chosen);
              renew();
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
        </>
      )}
    </PlanForm>
  );
}
