import { useTranslation } from "react-i18next";

import { SelectField, TextField } from "@/components/Field";
import type { PolicyInForce } from "@/lib/api/types";

import { isTime, MOST_MINUTES, type Rule } from "@/features/policies/settings";
import { WarningEditor } from "./WarningEditor";

interface Props {
  rule: Rule;
  /** What holds as long as nothing else is chosen. */
  policy: PolicyInForce;
  onChange: (policy: PolicyInForce) => void;
}

/** The control with which one rule is decided here. */
export function RuleEditor({ rule, policy, onChange }: Props) {
  const { t } = useTranslation("policies");
  if (isTime(rule)) {
    return (
      <Amount
        label={t("minutes")}
        value={policy[rule] / 60}
        most={MOST_MINUTES[rule]}
        onChange={(minutes) => {
          onChange({ ...policy, [rule]: Math.round(minutes * 60) });
        }}
      />
    );
  }
  switch (rule) {
    case "watched_share_for_absence":
      return (
        <Amount
          label={t("percent")}
          value={Math.round(policy[rule] * 100)}
          least={50}
          most={100}
          onChange={(percent) => {
            onChange({ ...policy, [rule]: percent / 100 });
          }}
        />
      );
    case "free_absences":
      return (
        <Amount
          label={t("sessions")}
          value={policy[rule]}
          most={100}
          onChange={(count) => {
            onChange({ ...policy, [rule]: Math.round(count) });
          }}
        />
      );
    case "warnings":
      return (
        <WarningEditor
          warnings={policy[rule]}
          onChange={(warnings) => {
            onChange({ ...policy, warnings });
          }}
        />
      );
    case "excuses_decided_by":
      return (
        <div className="w-full sm:w-72">
          <SelectField
            label={t("excuses.label")}
            value={policy[rule]}
            onChange={(event) => {
              onChange({ ...policy, [rule]: event.target.value === "admin" ? "admin" : "teacher" });
            }}
          >
            <option value="teacher">{t("excuses.teacher")}</option>
            <option value="admin">{t("excuses.admin")}</option>
          </SelectField>
        </div>
      );
  }
}

interface AmountProps {
  label: string;
  value: number;
  least?: number;
  most: number;
  onChange: (value: number) => void;
}

function Amount({ label, value, least = 0, most, onChange }: AmountProps) {
  return (
    <div className="w-32">
      <TextField
        type="number"
        inputMode="decimal"
        min={least}
        max={most}
        label={label}
        value={value}
        onChange={(event) => {
          const amount = event.target.valueAsNumber;
          if (!Number.isNaN(amount)) onChange(Math.min(amount, most));
        }}
      />
    </div>
  );
}
