import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { TextField } from "@/components/Field";
import { QueryView } from "@/components/QueryView";
import { addSlot, changeSlot, type Institution, type Term, type TimetableSlot } from "@/features/timetable/api/changeTimetable";
import { institutionQuery, termsQuery } from "@/features/timetable/api/timetable";
import { type Plan, PlanForm } from "@/features/timetable/components/PlanForm";
import { WeekdayPicker } from "@/features/timetable/components/WeekdayPicker";
import { addDays, minutesOf, timeOf, weekdayOf } from "@/features/timetable/week";

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
        <QueryView query={institution}>{(here) => <Form {...props} terms={items} institution={here} />}</QueryView>
      )}
    </QueryView>
  );
}

function Form({ at, slot: newest, onDone, terms, institution }: Props & { terms: readonly Term[]; institution: Institution }) {
  const { t } = useTranslation("timetable");
  const [slot] = useState(newest); // a change by somebody else meanwhile is refused, not overwritten unseen
  const [weekdays, setWeekdays] = useState<number[]>(slot?.weekdays ?? [weekdayOf(at.date)]);
  const term = terms.find((one) => one.first_date <= at.date && at.date <= one.last_date);

  function save(plan: Plan, { first_date = "", last_date = "", interval_weeks, from_date = "" }: Record<string, string>) {
    const content = { ...plan, weekdays: [...weekdays].sort(), first_date, last_date, interval_weeks: Number(interval_weeks ?? 1) };
    return slot ? changeSlot(slot.slot_id, { ...content, revision: slot.revision, from_date }) : addSlot(content);
  }

  return (
    <PlanForm
      action={slot ? t("slot.change") : t("slot.add")}
      given={slot ?? {}}
      seesAll
      disabled={weekdays.length === 0}
      save={save}
      onDone={onDone}
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
