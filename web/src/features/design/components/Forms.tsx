import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CheckRow } from "@/components/CheckRow";
import { ChoiceBar } from "@/components/ChoiceBar";
import { type Choice, Combobox } from "@/components/Combobox";
import { CopyField } from "@/components/CopyField";
import { SelectField, TextAreaField, TextField } from "@/components/Field";
import { FileDrop } from "@/components/FileDrop";
import { SearchField } from "@/components/SearchField";
import { Panel } from "@/features/design/components/Panel";

/** One of many, found by typing. */
function Find() {
  const { t } = useTranslation("design");
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Choice | null>(null);
  const people = [
    { id: "1", label: t("sample.name"), detail: "HC-2026001" },
    { id: "2", label: t("sample.other_name"), detail: "HC-2026002" },
  ];
  return (
    <Combobox
      label={t("sample.find")}
      placeholder={t("sample.search")}
      chosen={chosen}
      choices={people.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()))}
      nothing={t("sample.nothing")}
      onSearch={setText}
      onChoose={setChosen}
    />
  );
}

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
            <SelectField label={t("sample.option")} error={t("sample.missing")}>
              <option>{t("sample.choose")}</option>
            </SelectField>
            <TextAreaField label={t("sample.note")} rows={2} />
            <TextAreaField label={t("sample.note")} rows={2} error={t("sample.tooLong")} defaultValue={t("sample.text")} />
            <Find />
            <SearchField label={t("sample.search")} value="" onSearch={() => undefined} />
            <CopyField label={t("sample.copy")} value="https://presence.example/activate#…" />
            <FileDrop label={t("sample.drop")} hint={t("sample.dropHint")} accept=".csv" onFiles={() => undefined} />
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
