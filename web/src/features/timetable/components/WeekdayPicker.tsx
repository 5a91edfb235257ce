import { useTranslation } from "react-i18next";

import { firstWeekday, type Weekday } from "@/features/timetable/week";

interface Props {
  label: string;
  hint?: string | undefined;
  chosen: readonly number[];
  /** Days that cannot be chosen: the week-end. */
  free?: readonly number[];
  error?: string | undefined;
  onChange: (chosen: number[]) => void;
}

/** Days of the week with a box each, in the order of the week here. */
export function WeekdayPicker({ label, hint, chosen, free = [], error, onChange }: Props) {
  const { t } = useTranslation("timetable");
  const first = firstWeekday(free);
  const days = Array.from({ length: 7 }, (_, index) => ((first - 1 + index) % 7) + 1);
  return (
    <fieldset>
      <legend className="font-medium">{label}</legend>
      {hint && <p className="text-sm text-soft">{hint}</p>}
      {error && <p className="text-sm font-medium text-absent">{error}</p>}
      <div className="mt-1 flex flex-wrap gap-1.5">
        {days.map((day) => (
          <label
            key={day}
            className="flex h-10 cursor-pointer items-center gap-2 rounded-control border border-edge px-3 has-checked:border-accent has-checked:bg-accent-tint has-disabled:cursor-not-allowed has-disabled:opacity-50 has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="checkbox"
              className="size-4 accent-accent outline-none"
              checked={chosen.includes(day)}
              disabled={free.includes(day) && !chosen.includes(day)}
              onChange={(event) => {
                onChange(event.target.checked ? [...chosen, day] : chosen.filter((one) => one !== day));
              }}
            />
            {t(`weekdays.${day as Weekday}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
