import { useTranslation } from "react-i18next";

import { TextField } from "@/components/Field";

import type { Days } from "@/features/policies/days";

interface Props {
  days: Days;
  onChange: (days: Days) => void;
}

/** From which day to which, both included. */
export function RangeFields({ days, onChange }: Props) {
  const { t } = useTranslation("policies");
  return (
    <>
      <div className="w-40">
        <TextField
          type="date"
          label={t("range.first")}
          value={days.firstDate}
          max={days.lastDate}
          onChange={(event) => {
            if (event.target.value) onChange({ ...days, firstDate: event.target.value });
          }}
        />
      </div>
      <div className="w-40">
        <TextField
          type="date"
          label={t("range.last")}
          value={days.lastDate}
          min={days.firstDate}
          onChange={(event) => {
            if (event.target.value) onChange({ ...days, lastDate: event.target.value });
          }}
        />
      </div>
    </>
  );
}
