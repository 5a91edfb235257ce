import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { SelectField, TextField } from "@/components/Field";
import type { AuditSearch } from "@/features/audit/filter";

export const KINDS = ["person", "people", "login", "password", "passkey", "recovery_code", "consent", "activation", "device_key", "mail"] as const;

interface Props {
  search: AuditSearch;
  onChange: (change: AuditSearch) => void;
  onClear: () => void;
  /** The field in which one of the two people is found. */
  person: (part: "actor" | "subject") => ReactNode;
}

export function AuditFilters({ search, onChange, onClear, person }: Props) {
  const { t } = useTranslation("audit");
  const isFiltered = Object.values(search).some(Boolean);
  return (
    <div className="mb-6 flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        {(["actor", "subject"] as const).map((part) => (
          <Fragment key={part}>{person(part)}</Fragment>
        ))}
      </div>
      <div className="flex flex-wrap items-end gap-4">
        <div className="w-52">
          <SelectField
            label={t("action")}
            value={search.kind ?? ""}
            onChange={(event) => {
              onChange({ kind: event.target.value || undefined });
            }}
          >
            <option value="">{t("anything")}</option>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kinds.${kind}`)}
              </option>
            ))}
          </SelectField>
        </div>
        {(["from", "to"] as const).map((end) => (
          <div key={end} className="w-44">
            <TextField
              type="date"
              label={t(end)}
              value={search[end] ?? ""}
              onChange={(event) => {
                onChange({ [end]: event.target.value || undefined });
              }}
            />
          </div>
        ))}
        {isFiltered && <Button onClick={onClear}>{t("clear")}</Button>}
      </div>
    </div>
  );
}
