import { TextField } from "./Field";

/** From which day to which, both included, as YYYY-MM-DD; "" is not said. */
export interface Period {
  firstDate: string;
  lastDate: string;
}

interface Props {
  first: string;
  last: string;
  period: Period;
  onChange: (period: Period) => void;
}

/** Two fields for the first and the last day. */
export function PeriodFields({ first, last, period, onChange }: Props) {
  return (
    <>
      <TextField
        type="date"
        label={first}
        value={period.firstDate}
        max={period.lastDate}
        onChange={(event) => {
          onChange({ ...period, firstDate: event.target.value });
        }}
      />
      <TextField
        type="date"
        label={last}
        value={period.lastDate}
        min={period.firstDate}
        onChange={(event) => {
          onChange({ ...period, lastDate: event.target.value });
        }}
      />
    </>
  );
}
