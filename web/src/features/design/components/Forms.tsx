import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CheckRow } from "@/components/CheckRow";
import { ChoiceBar } from "@/components/ChoiceBar";
import { CopyField } from "@/components/CopyField";
import { SelectField, TextAreaField, TextField } from "@/components/Field";
import { FileDrop } from "@/components/FileDrop";
import { SearchField } from "@/components/SearchField";
import { Panel } from "@/features/design/components/Panel";

/** What is filled in. */
export function Forms() {
  const { t } = useTranslation("design");
  const [choice, setChoice] = useState<"choice1" | "choice2" | "choice3">("choice1");
  const [ticked, setTicked] = useState(true);
  return (
    <>
      <Panel title={t("parts.fields")}>
        <>
            <TextField label={t("sample.field")} defaultValue={t("sample.value")} />
            <TextField label={t("sample.field")} hint={t("sample.hint")} placeholder={t("sample.value")} />
            <TextField label={t("sample.field")} error={t("sample.error")} />
            <TextField label={t("sample.field")} disabled defaultValue={t("sample.value")} />
            <SelectField label={t("sample.option")}>
              <option>{t("sample.option")}</option>
            </SelectField>
            <TextAreaField label={t("sample.note")} rows={2} />
            <SearchField label={t("sample.search")} value="" onSearch={() => undefined} />
            <CopyField label={t("sample.copy")} value="https://presence.example/activate#…" />
            <FileDrop label={t("sample.drop")} hint={t("sample.dropHint")} accept=".csv" onFile={() => undefined} />
        </>
      </Panel>
      <Panel title={t("parts.choices")}>
        <>
            <ChoiceBar
              label={t("parts.choices")}
              value={choice}
              choices={(["choice1", "choice2", "choice3"] as const).map((value) => ({ value, label: t(`sample.${value}`) }))}
              onChoose={setChoice}
            />
            <CheckRow checked={ticked} onChange={setTicked}>
              {t("sample.ticked")}
            </CheckRow>
            <CheckRow checked={false} onChange={() => undefined} detail={t("sample.hint")}>
              {t("sample.tick")}
            </CheckRow>
        </>
      </Panel>
    </>
  );
}
