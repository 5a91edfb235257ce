import { useTranslation } from "react-i18next";

import { SelectField, TextField } from "@/components/Field";
import { ROLES } from "@/features/people/personForm";
import type { Person, Role } from "@/lib/api/types";
import type { FieldErrors } from "@/lib/form";

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
    </>
  );
}
