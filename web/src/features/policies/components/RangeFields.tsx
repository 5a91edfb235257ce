import { useTranslation } from "react-i18next";

import { type Period, PeriodFields } from "@/components/PeriodFields";

interface Props {
  days: Period;
  onChange: (days: Period) => void;
}

/** From which day to which, both included; always both are said. */
export function RangeFields({ days, onChange }: Props) {
  const { t } = useTranslation("policies");
  return (
    <div className="flex flex-wrap gap-4 *:w-40">
      <PeriodFields
        first={t("range.first")}
        last={t("range.last")}
        period={days}
        onChange={(period) => {
          if (period.firstDate && period.lastDate) onChange(period);
        }}
      />
    </div>
  );
}
