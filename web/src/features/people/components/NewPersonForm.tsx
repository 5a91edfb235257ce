import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ProblemNotice } from "@/components/ProblemNotice";
import { addPerson, type NewPerson } from "@/features/people/api/changePerson";
import { PersonFields } from "@/features/people/components/PersonFields";
import { personOf, usePersonSchema } from "@/features/people/personForm";
import { checked, type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { newId } from "@/lib/ids";
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
  const [errors, setErrors] = useState<FieldErrors>({});
  // one wish, one id: pressing again after a lost answer adds nobody twice
  const [requestId, setRequestId] = useState(newId);
  const adding = useMutation({
    mutationFn: (person: NewPerson) => addPerson(person),
    onSuccess: ({ person, activation_link, activation_expire_time }) => {
      void queryClient.invalidateQueries({ queryKey: ["people"] });
      onAdded({
        personId: person.person_id,
        name: person.display_name,
        link: activation_link,
        expireTime: activation_expire_time,
      });
    },
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  const schema = usePersonSchema();

  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onChange={() => {
        setRequestId(newId());
      }}
      onSubmit={(event) => {
        const form = checked(schema, submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) adding.mutate({ ...personOf(form.data), request_id: requestId });
      }}
    >
      {adding.error && Object.keys(errors).length === 0 && <ProblemNotice error={adding.error} />}
      <PersonFields role={role} onRole={setRole} errors={errors} />
      <Button type="submit" look="main" busy={adding.isPending}>
        {t(`form.add.${role}`)}
      </Button>
    </form>
  );
}
