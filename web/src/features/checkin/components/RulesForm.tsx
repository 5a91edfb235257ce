import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { SelectField, TextAreaField } from "@/components/Field";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { rulesQuery, setRules } from "@/features/checkin/api/rules";
import { type Mistake, readNetworks } from "@/features/checkin/networks";
import { useRuleSentence } from "@/features/checkin/useRuleSentence";
import type { CheckInRules } from "@/lib/api/types";
import { fieldErrorsOf } from "@/lib/form";

interface Props {
  /** Null: of the whole institution. */
  roomId: string | null;
  rules: CheckInRules;
  onSaved?: () => void;
}

/** Changes the rules of the institution or a room; what cannot be a network is said beside the field. */
export function RulesForm({ roomId, rules, onSaved }: Props) {
  const { t } = useTranslation("networks");
  const queryClient = useQueryClient();
  const sentence = useRuleSentence();
  const [text, setText] = useState(rules.networks.join("\n"));
  const [off, setOff] = useState(rules.codes_off);
  const [mistake, setMistake] = useState<Mistake | null>(null);
  const saving = useMutation({
    mutationFn: (networks: string[]) => setRules(roomId, { networks, codes_off: off }),
    onSuccess: (saved) => {
      queryClient.setQueryData(rulesQuery(roomId).queryKey, saved);
      setText(saved.networks.join("\n"));
      onSaved?.();
    },
  });
  const refused = saving.error ? fieldErrorsOf(saving.error).networks : undefined;
  const words = (found: Mistake) => (found.kind === "tooMany" ? t("form.tooMany") : t(`form.${found.kind}`, { ...found }));
  return (
    <form
      noValidate
      className="flex max-w-xl flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        const read = readNetworks(text);
        setMistake("mistake" in read ? read.mistake : null);
        if ("networks" in read) saving.mutate(read.networks);
      }}
    >
      {saving.error && !refused && <ProblemNotice error={saving.error} />}
      {saving.isSuccess && <Notice kind="good">{t("form.saved", { says: sentence(saving.data, roomId !== null) })}</Notice>}
      <SelectField
        label={t("form.way")}
        value={off ? "off" : "on"}
        onChange={(event) => {
          setOff(event.target.value === "off");
        }}
      >
        <option value="on">{t("form.on")}</option>
        <option value="off">{t("form.off")}</option>
      </SelectField>
      <TextAreaField
        label={t("form.networks")}
        hint={t(roomId === null ? "form.hint" : "form.roomHint")}
        error={mistake ? words(mistake) : refused}
        rows={4}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setMistake(null);
          saving.reset();
        }}
      />
      <div>
        <Button type="submit" look="main" busy={saving.isPending}>
          {t("form.save")}
        </Button>
      </div>
    </form>
  );
}
