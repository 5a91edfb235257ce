import { useTranslation } from "react-i18next";

import { TextField } from "@/components/Field";
import { addExtraClass } from "@/features/timetable/api/changeTimetable";
import { PlanForm } from "@/features/timetable/components/PlanForm";
import { minutesOf, timeOf } from "@/features/timetable/week";

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
  return (
    <PlanForm
      action={t("extra.add")}
      given={{}}
      seesAll={seesAll}
      save={(plan, { date = "", note = "" }) => addExtraClass({ ...plan, date, note })}
      onDone={onDone}
    >
      {(errors) => (
        <>
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
        </>
      )}
    </PlanForm>
  );
}
