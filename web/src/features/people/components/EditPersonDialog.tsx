import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { CheckedForm } from "@/components/CheckedForm";
import { DialogButton } from "@/components/DialogButton";
import { updatePerson } from "@/features/people/api/changePerson";
import { PersonFields } from "@/features/people/components/PersonFields";
import { personOf, usePersonSchema } from "@/features/people/personForm";
import type { Person } from "@/lib/api/types";
import { useSeen } from "@/lib/useSeen";

/** Corrects what is known of a person. */
export function EditPersonDialog({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  return (
    <DialogButton label={t("edit.label")} title={t("edit.title", { name: person.display_name })}>
      {(close) => <EditPersonForm person={person} onDone={close} />}
    </DialogButton>
  );
}

function EditPersonForm({ person: newest, onDone }: { person: Person; onDone: () => void }) {
  const { t } = useTranslation("people");
  const { t: words } = useTranslation("edits");
  const queryClient = useQueryClient();
  const seen = useSeen(newest, () => queryClient.invalidateQueries({ queryKey: ["people"] }));
  const person = seen.from;
  const [role, setRole] = useState(person.role);
  const says = (one: Person) =>
    [
      [t("form.name"), one.display_name],
      [t("form.email"), one.email],
      [t("form.role"), t(`role.${one.role}`)],
      [t("form.studentNumber"), one.student_number],
      [t("form.group"), one.group],
      [t("form.language"), t(`language.${one.language}`)],
      [t("form.minor"), words(one.minor ? "yes" : "no")],
      [t("form.guardian"), [one.guardian.name, one.guardian.email, one.guardian.phone].filter(Boolean).join(", ")],
    ] as const;
  const take = () => {
    seen.take();
    setRole(newest.role);
  };
  return (
    <CheckedForm
      key={seen.taken}
      schema={usePersonSchema()}
      action={t("edit.action")}
      send={(form) => seen.save((revision) => updatePerson(person.person_id, { ...personOf(form), revision }))}
      problem={(error) => <ChangedMeanwhile seen={{ ...seen, take }} says={says} error={error} />}
      onSent={async () => {
        await queryClient.invalidateQueries({ queryKey: ["people"] });
        onDone();
      }}
    >
      {(errors) => (
        <>
          <PersonFields person={person} role={role} onRole={setRole} errors={errors} />
          {role !== person.role && <p className="text-sm text-soft">{t("edit.roleEndsLogins")}</p>}
        </>
      )}
    </CheckedForm>
  );
}
