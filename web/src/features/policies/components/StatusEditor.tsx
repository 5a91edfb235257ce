import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { CheckRow } from "@/components/CheckRow";
import { SelectField, TextField } from "@/components/Field";
import { IconButton } from "@/components/IconButton";
import type { StatusDefinition } from "@/lib/api/types";

import { isBuiltIn } from "@/features/policies/settings";

const KINDS = ["present", "late", "left_early", "absent", "excused"] as const;
const MOST = 20;

interface Props {
  statuses: readonly StatusDefinition[];
  onChange: (statuses: StatusDefinition[]) => void;
}

/** The status set to be changed. The five that Presence gives by itself can be renamed and weighed, not removed. */
export function StatusEditor({ statuses, onChange }: Props) {
  const { t } = useTranslation("policies");
  function put(index: number, change: Partial<StatusDefinition>) {
    onChange(statuses.map((status, at) => (at === index ? { ...status, ...change } : status)));
  }
  return (
    <div className="flex flex-col gap-4">
      {statuses.map((status, index) => (
        <StatusCard
          // the place is what stays while a code is typed
          key={index}
          status={status}
          onChange={(change) => {
            put(index, change);
          }}
          onRemove={
            isBuiltIn(status.code)
              ? undefined
              : () => {
                  onChange(statuses.filter((_, at) => at !== index));
                }
          }
        />
      ))}
      <div>
        <Button
          disabled={statuses.length >= MOST}
          onClick={() => {
            onChange([...statuses, fresh(statuses)]);
          }}
        >
          <Plus size={18} aria-hidden />
          {t("statuses.add")}
        </Button>
      </div>
    </div>
  );
}

function fresh(statuses: readonly StatusDefinition[]): StatusDefinition {
  const taken = new Set(statuses.map((status) => status.code));
  const number = Array.from({ length: MOST + 1 }, (_, index) => index + 1).find((one) => !taken.has(`STATUS_${one}`));
  return {
    code: `STATUS_${number ?? MOST}`,
    kind: "present",
    points: 1,
    counts: true,
    teachers_may_set: true,
    label_en: "",
    label_ne: "",
  };
}

interface CardProps {
  status: StatusDefinition;
  onChange: (change: Partial<StatusDefinition>) => void;
  onRemove: (() => void) | undefined;
}

function StatusCard({ status, onChange, onRemove }: CardProps) {
  const { t } = useTranslation("policies");
  const own = onRemove !== undefined;
  return (
    <fieldset className="rounded-card border border-line bg-raised p-4">
      <legend className="sr-only">{status.code}</legend>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <TextField
          label={t("statuses.labelEn")}
          value={status.label_en}
          maxLength={40}
          onChange={(event) => {
            onChange({ label_en: event.target.value });
          }}
        />
        <TextField
          label={t("statuses.labelNe")}
          lang="ne"
          value={status.label_ne}
          maxLength={40}
          onChange={(event) => {
            onChange({ label_ne: event.target.value });
          }}
        />
        {own ? (
          <>
            <TextField
              label={t("statuses.code")}
              value={status.code}
              maxLength={20}
              spellCheck={false}
              onChange={(event) => {
                onChange({ code: event.target.value.toUpperCase().replaceAll(/[^A-Z0-9_]/g, "_") });
              }}
            />
            <SelectField
              label={t("statuses.kind")}
              value={status.kind}
              onChange={(event) => {
                const kind = KINDS.find((one) => one === event.target.value);
                if (kind) onChange({ kind });
              }}
            >
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`status.${kind}`, { ns: "common" })}
                </option>
              ))}
            </SelectField>
          </>
        ) : (
          <p className="self-end pb-2 text-sm text-soft sm:col-span-2">{t("statuses.builtIn", { code: status.code })}</p>
        )}
      </div>
      <div className="mt-3 flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="w-28">
          <TextField
            type="number"
            min={0}
            max={100}
            step={0.1}
            label={t("statuses.points")}
            value={status.points}
            onChange={(event) => {
              onChange({ points: Number(event.target.value) });
            }}
          />
        </div>
        <CheckRow
          checked={status.counts}
          onChange={(counts) => {
            onChange({ counts });
          }}
        >
          {t("statuses.counts")}
        </CheckRow>
        <CheckRow
          checked={status.teachers_may_set}
          onChange={(mayset) => {
            onChange({ teachers_may_set: mayset });
          }}
        >
          {t("statuses.teachers")}
        </CheckRow>
        {onRemove && (
          <span className="ms-auto">
            <IconButton icon={Trash2} label={t("statuses.remove", { code: status.code })} onClick={onRemove} />
          </span>
        )}
      </div>
    </fieldset>
  );
}
