import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { updatePerson } from "@/features/people/api/changePerson";
import { PersonFields } from "@/features/people/components/PersonFields";
import { type PersonForm, personOf, usePersonSchema } from "@/features/people/personForm";
import type { Person } from "@/lib/api/types";
import { checked, type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";

/** Corrects what is known of a person. */
export function EditPersonDialog({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("edit.label")}
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={t("edit.title", { name: person.display_name })}>
        <EditPersonForm
          person={person}
          onDone={() => {
            setOpen(false);
          }}
        />
      </Modal>
    </>
  );
}

function EditPersonForm({ person: newest, onDone }: { person: Person; onDone: () => void }) {
  const { t } = useTranslation("people");
  const queryClient = useQueryClient();
  const [person] = useState(newest); // a change by somebody else meanwhile is refused, not overwritten unseen
  const [role, setRole] = useState(person.role);
  const [errors, setErrors] = useState<FieldErrors>({});
  const saving = useMutation({
    mutationFn: (form: PersonForm) => updatePerson(person.person_id, { ...personOf(form), revision: person.revision }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["people"] });
      onDone();
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
      onSubmit={(event) => {
        const form = checked(schema, submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) saving.mutate(form.data);
      }}
    >
      {saving.error && Object.keys(errors).length === 0 && <ProblemNotice error={saving.error} />}
      <PersonFields person={person} role={role} onRole={setRole} errors={errors} />
      {role !== person.role && <p className="text-sm text-soft">{t("edit.roleEndsLogins")}</p>}
      <Button type="submit" look="main" busy={saving.isPending}>
        {t("edit.action")}
      </Button>
    </form>
  );
}
