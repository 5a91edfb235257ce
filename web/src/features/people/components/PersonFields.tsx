import { useState } from "react";
import { useTranslation } from "react-i18next";

import { SelectField, TextField } from "@/components/Field";
import { LANGUAGES, ROLES } from "@/features/people/personForm";
import type { Person, Role } from "@/lib/api/types";
import type { FieldErrors } from "@/lib/form";
import { pageLanguage } from "@/lib/i18n/pageLanguage";

interface Props {
  /** What the fields begin with; they are empty for somebody new. */
  person?: Person | undefined;
  role: Role;
  onRole: (role: Role) => void;
  errors: FieldErrors;
}

/** The fields of a form about one person. */
export function PersonFields({ person, role, onRole, errors }: Props) {
  const { t } = useTranslation("people");
  return (
    <>
      <SelectField
        name="role"
        label={t("form.role")}
        value={role}
        error={errors.role}
        onChange={(event) => {
          onRole(ROLES.find((one) => one === event.target.value) ?? "student");
        }}
      >
        {ROLES.map((one) => (
          <option key={one} value={one}>
            {t(`role.${one}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        name="display_name"
        label={t("form.name")}
        defaultValue={person?.display_name}
        autoComplete="off"
        error={errors.display_name}
      />
      <TextField
        name="email"
        type="email"
        label={t("form.email")}
        defaultValue={person?.email}
        autoComplete="off"
        spellCheck={false}
        error={errors.email}
      />
      {role === "student" && (
        <TextField
          name="student_number"
          label={t("form.studentNumber")}
          hint={t("form.studentNumberHint")}
          defaultValue={person?.student_number}
          autoComplete="off"
          error={errors.student_number}
        />
      )}
      <TextField
        name="group"
        label={t("form.group")}
        hint={t("form.groupHint")}
        defaultValue={person?.group}
        maxLength={100}
        autoComplete="off"
        error={errors.group}
      />
      <SelectField
        name="language"
        label={t("form.language")}
        defaultValue={person?.language ?? pageLanguage()}
        error={errors.language}
      >
        {LANGUAGES.map((one) => (
          <option key={one} value={one} lang={one}>
            {t(`language.${one}`)}
          </option>
        ))}
      </SelectField>
      {role === "student" && <GuardianFields person={person} errors={errors} />}
    </>
  );
}

/** Of minors: whose word their consent needs. */
function GuardianFields({ person, errors }: Pick<Props, "person" | "errors">) {
  const { t } = useTranslation("people");
  const [isMinor, setIsMinor] = useState(person?.minor ?? false);
  return (
    <fieldset className="flex flex-col gap-5 rounded-card border border-line p-4">
      <legend className="px-1 font-medium">{t("form.guardian")}</legend>
      <label className="flex items-start gap-3">
        <input
          type="checkbox"
          name="minor"
          checked={isMinor}
          onChange={(event) => {
            setIsMinor(event.target.checked);
          }}
          className="mt-0.5 size-5 shrink-0 accent-accent"
        />
        <span>
          {t("form.minor")}
          <span className="block text-sm text-soft">{t("form.minorHint")}</span>
          {isMinor && person && !person.minor && person.face_consent.granted && (
            <span className="block text-sm font-medium text-absent">{t("form.minorErases")}</span>
          )}
        </span>
      </label>
      <TextField
        name="guardian_name"
        label={t("form.guardianName")}
        defaultValue={person?.guardian.name}
        autoComplete="off"
        error={errors["guardian.name"]}
      />
      <TextField
        name="guardian_email"
        type="email"
        label={t("form.guardianEmail")}
        defaultValue={person?.guardian.email}
        autoComplete="off"
        spellCheck={false}
        error={errors.guardian_email ?? errors["guardian.email"]}
      />
      <TextField
        name="guardian_phone"
        type="tel"
        label={t("form.guardianPhone")}
        defaultValue={person?.guardian.phone}
        autoComplete="off"
        error={errors["guardian.phone"]}
      />
    </fieldset>
  );
}
