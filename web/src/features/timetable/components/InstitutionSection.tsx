import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { SelectField, TextField } from "@/components/Field";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { changeInstitution, type Institution, type InstitutionChange } from "@/features/timetable/api/changeTimetable";
import { institutionQuery } from "@/features/timetable/api/timetable";
import { WeekdayPicker } from "@/features/timetable/components/WeekdayPicker";
import { type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { setTimeZone } from "@/lib/format";
import { useSeen } from "@/lib/useSeen";

export function InstitutionSection() {
  const { t } = useTranslation("timetable");
  const institution = useQuery(institutionQuery);
  return (
    <Section title={t("institution.title")} purpose={t("institution.purpose")}>
      <QueryView query={institution}>{(found) => <Settings institution={found} />}</QueryView>
    </Section>
  );
}

function Settings({ institution: newest }: { institution: Institution }) {
  const { t } = useTranslation("timetable");
  const { t: words } = useTranslation();
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<FieldErrors>({});
  const seen = useSeen(newest, () => queryClient.invalidateQueries({ queryKey: institutionQuery.queryKey }));
  const institution = seen.from;
  const [weekend, setWeekend] = useState(institution.weekend_days);
  const saving = useMutation({
    mutationFn: (change: Omit<InstitutionChange, "revision">) =>
      seen.save((revision) => changeInstitution({ ...change, revision })),
    onSuccess: async (changed) => {
      seen.take(changed);
      setTimeZone(changed.time_zone);
      queryClient.setQueryData(institutionQuery.queryKey, changed);
      await queryClient.invalidateQueries({ queryKey: ["timetable"] });
    },
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  const says = (one: Institution) =>
    [
      [t("institution.name"), one.name],
      [t("institution.timeZone"), one.time_zone],
      [t("institution.weekend"), one.weekend_days.map((day) => t(`weekdays.${day as 1}`)).join(", ")],
      [t("institution.language"), words(one.language === "ne" ? "languages.ne" : "languages.en")],
      [t("institution.openBefore"), String(one.open_before_minutes)],
    ] as const;
  const take = () => {
    seen.take();
    setWeekend(newest.weekend_days);
    saving.reset();
  };
  return (
    <form
      key={seen.taken}
      className="flex max-w-xl flex-col gap-4"
      onSubmit={(event) => {
        const texts = submitted(event);
        setErrors({});
        saving.mutate({
          name: texts.name ?? "",
          time_zone: texts.time_zone ?? "",
          weekend_days: weekend,
          language: texts.language === "ne" ? "ne" : "en",
          open_before_minutes: Number(texts.open_before_minutes ?? 0),
        });
      }}
    >
      {saving.error && Object.keys(errors).length === 0 && (
        <ChangedMeanwhile seen={{ ...seen, take }} says={says} error={saving.error} />
      )}
      <TextField
        name="name"
        label={t("institution.name")}
        maxLength={200}
        autoComplete="organization"
        defaultValue={institution.name}
        error={errors.name}
      />
      <TextField
        name="time_zone"
        label={t("institution.timeZone")}
        hint={t("institution.timeZoneHint")}
        list="time-zones"
        required
        spellCheck={false}
        autoComplete="off"
        defaultValue={institution.time_zone}
        error={errors.time_zone}
      />
      <datalist id="time-zones">
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <WeekdayPicker
        label={t("institution.weekend")}
        hint={t("institution.weekendHint")}
        chosen={weekend}
        error={errors.weekend_days}
        onChange={setWeekend}
      />
      <SelectField name="language" label={t("institution.language")} defaultValue={institution.language}>
        <option value="en">{words("languages.en")}</option>
        <option value="ne">{words("languages.ne")}</option>
      </SelectField>
      <TextField
        name="open_before_minutes"
        type="number"
        min={0}
        max={60}
        required
        label={t("institution.openBefore")}
        hint={t("institution.openBeforeHint")}
        defaultValue={institution.open_before_minutes}
        error={errors.open_before_minutes}
      />
      <div className="flex items-center gap-3">
        <Button type="submit" look="main" busy={saving.isPending}>
          {t("institution.save")}
        </Button>
        {saving.isSuccess && <span role="status">{t("institution.saved")}</span>}
      </div>
    </form>
  );
}
