import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CheckedForm } from "@/components/CheckedForm";
import { DialogButton } from "@/components/DialogButton";
import { updatePerson } from "@/features/people/api/changePerson";
import { PersonFields } from "@/features/people/components/PersonFields";
import { personOf, usePersonSchema } from "@/features/people/personForm";
import type { Person } from "@/lib/api/types";

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
  const queryClient = useQueryClient();
  const [person] = useState(newest); // a change by somebody else meanwhile is refused, not overwritten unseen
  const [role, setRole] = useState(person.role);
  return (
    <CheckedForm
      schema={usePersonSchema()}
      action={t("edit.action")}
      send={(form) => updatePerson(person.person_id, { ...personOf(form), revision: person.revision })}
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
