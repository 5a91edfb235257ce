import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { SelectField, TextAreaField } from "@/components/Field";
import { Notice } from "@/components/Notice";
import { rulesQuery, setRules } from "@/features/checkin/api/rules";
import { type Mistake, readNetworks } from "@/features/checkin/networks";
import { useRuleSentence } from "@/features/checkin/useRuleSentence";
import type { CheckInRules } from "@/lib/api/types";
import { fieldErrorsOf } from "@/lib/form";
import { useSeen } from "@/lib/useSeen";

interface Props {
  /** Null: of the whole institution. */
  roomId: string | null;
  rules: CheckInRules;
  onSaved?: () => void;
}

/** Changes the rules of the institution or a room; what cannot be a network is said beside the field. */
export function RulesForm({ roomId, rules: newest, onSaved }: Props) {
  const { t } = useTranslation("networks");
  const queryClient = useQueryClient();
  const sentence = useRuleSentence();
  const seen = useSeen(newest, () => queryClient.invalidateQueries({ queryKey: rulesQuery(roomId).queryKey }));
  const rules = seen.from;
  const [text, setText] = useState(rules.networks.join("\n"));
  const [off, setOff] = useState(rules.codes_off);
  const [mistake, setMistake] = useState<Mistake | null>(null);
  const saving = useMutation({
    mutationFn: (networks: string[]) =>
      seen.save((revision) => setRules(roomId, { networks, codes_off: off, revision })),
    onSuccess: (saved) => {
      seen.take(saved);
      queryClient.setQueryData(rulesQuery(roomId).queryKey, saved);
      setText(saved.networks.join("\n"));
      onSaved?.();
    },
  });
  const refused = saving.error ? fieldErrorsOf(saving.error).networks : undefined;
  const words = (found: Mistake) => (found.kind === "tooMany" ? t("form.tooMany") : t(`form.${found.kind}`, { ...found }));
  const says = (one: CheckInRules) =>
    [
      [t("form.way"), one.codes_off ? t("form.off") : t("form.on")],
      [t("form.networks"), one.networks.join(", ")],
    ] as const;
  const take = () => {
    seen.take();
    setText(newest.networks.join("\n"));
    setOff(newest.codes_off);
    saving.reset();
  };
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
      {saving.error && !refused && <ChangedMeanwhile seen={{ ...seen, take }} says={says} error={saving.error} />}
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
