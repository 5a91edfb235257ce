import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { CheckRow } from "@/components/CheckRow";
import { SelectField, TextField } from "@/components/Field";
import { IconButton } from "@/components/IconButton";
import type { WarningLevel } from "@/lib/api/types";

const RULES = ["rate_below", "absences_in_a_row"] as const;
const RECIPIENTS = ["student", "teacher", "guardian"] as const;
const MOST = 10;

interface Props {
  warnings: readonly WarningLevel[];
  onChange: (warnings: WarningLevel[]) => void;
}

/** Who is told when, and of what. */
export function WarningEditor({ warnings, onChange }: Props) {
  const { t } = useTranslation("policies");
  function put(index: number, change: Partial<WarningLevel>) {
    onChange(warnings.map((warning, at) => (at === index ? { ...warning, ...change } : warning)));
  }
  return (
    <div className="flex flex-col gap-3">
      {warnings.map((warning, index) => (
        <fieldset key={index} className="flex flex-wrap items-end gap-x-4 gap-y-2 rounded-card border border-line p-3">
          <legend className="sr-only">{t("warnings.one", { number: index + 1 })}</legend>
          <div className="w-full sm:w-56">
            <SelectField
              label={t("warnings.rule")}
              value={warning.rule}
              onChange={(event) => {
                const rule = RULES.find((one) => one === event.target.value);
                if (rule) put(index, { rule, threshold: rule === "rate_below" ? 75 : 3 });
              }}
            >
              {RULES.map((rule) => (
                <option key={rule} value={rule}>
                  {t(`warnings.${rule}`)}
                </option>
              ))}
            </SelectField>
          </div>
          <div className="w-28">
            <TextField
              type="number"
              min={1}
              max={100}
              label={t(warning.rule === "rate_below" ? "warnings.percent" : "warnings.sessions")}
              value={warning.threshold}
              onChange={(event) => {
                put(index, { threshold: Number(event.target.value) });
              }}
            />
          </div>
          <div className="flex flex-wrap">
            {RECIPIENTS.map((recipient) => (
              <CheckRow
                key={recipient}
                checked={warning.recipients.includes(recipient)}
                onChange={(told) => {
                  const others = warning.recipients.filter((one) => one !== recipient);
                  put(index, { recipients: told ? [...others, recipient] : others });
                }}
              >
                {t(`warnings.${recipient}`)}
              </CheckRow>
            ))}
          </div>
          <span className="ms-auto">
            <IconButton
              icon={Trash2}
              label={t("warnings.remove", { number: index + 1 })}
              onClick={() => {
                onChange(warnings.filter((_, at) => at !== index));
              }}
            />
          </span>
        </fieldset>
      ))}
      <div>
        <Button
          small
          disabled={warnings.length >= MOST}
          onClick={() => {
            onChange([...warnings, { rule: "rate_below", threshold: 75, recipients: ["student"], least_sessions: 3 }]);
          }}
        >
          <Plus size={16} aria-hidden />
          {t("warnings.add")}
        </Button>
      </div>
    </div>
  );
}
