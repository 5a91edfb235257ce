import { useTranslation } from "react-i18next";

import { SelectField } from "@/components/Field";

interface Props {
  name: string;
  label: string;
  error?: string | undefined;
  /** What choosing nothing is called, where nothing may be chosen. */
  none?: string;
  given: string | undefined;
  /** Undefined while they are asked for. */
  options: readonly { id: string; label: string }[] | undefined;
}

/** One of many that are asked for. What was given stays chosen while they come, and when they do not or lack it. */
export function OptionsField({ none, given = "", options, ...field }: Props) {
  const { t } = useTranslation();
  const isHere = given === "" || (options?.some((one) => one.id === given) ?? false);
  return (
    <SelectField key={String(options !== undefined)} {...field} defaultValue={given}>
      {none !== undefined && <option value="">{none}</option>}
      {!isHere && <option value={given}>{t("asItWas")}</option>}
      {options?.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </SelectField>
  );
}
