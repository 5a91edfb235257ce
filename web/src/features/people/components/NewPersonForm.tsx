import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CheckedForm } from "@/components/CheckedForm";
import { addPerson } from "@/features/people/api/changePerson";
import { PersonFields } from "@/features/people/components/PersonFields";
import { personOf, usePersonSchema } from "@/features/people/personForm";
import type { Role } from "@/lib/api/types";

export interface AddedPerson {
  personId: string;
  name: string;
  link: string;
  expireTime: string | null;
}

export function NewPersonForm({ role: firstRole, onAdded }: { role: Role; onAdded: (added: AddedPerson) => void }) {
  const { t } = useTranslation("people");
  const queryClient = useQueryClient();
  const [role, setRole] = useState(firstRole);
  return (
    <CheckedForm
      schema={usePersonSchema()}
      action={t(`form.add.${role}`)}
      send={(form, requestId) => addPerson({ ...personOf(form), request_id: requestId })}
      onSent={({ person, activation_link, activation_expire_time }) => {
        void queryClient.invalidateQueries({ queryKey: ["people"] });
        onAdded({
          personId: person.person_id,
          name: person.display_name,
          link: activation_link,
          expireTime: activation_expire_time,
        });
      }}
    >
      {(errors) => <PersonFields role={role} onRole={setRole} errors={errors} />}
    </CheckedForm>
  );
}
