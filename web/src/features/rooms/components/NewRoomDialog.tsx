import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { addRoom } from "@/features/rooms/api/changeRooms";
import { checked, type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { newId } from "@/lib/ids";
import { z } from "@/lib/zod";

export function NewRoomDialog() {
  const { t } = useTranslation("rooms");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        look="main"
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("add")}
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={t("add")} purpose={t("form.purpose")}>
        <NewRoomForm
          onDone={() => {
            setOpen(false);
          }}
        />
      </Modal>
    </>
  );
}

function NewRoomForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("rooms");
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [requestId, setRequestId] = useState(newId);
  const adding = useMutation({
    mutationFn: (name: string) => addRoom(name, requestId),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["rooms"] });
      onDone();
    },
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  const schema = z.object({ name: z.string().check(z.minLength(1, t("form.nameMissing"))) });
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
        if (form.ok) adding.mutate(form.data.name);
      }}
    >
      {adding.error && Object.keys(errors).length === 0 && <ProblemNotice error={adding.error} />}
      <TextField name="name" label={t("form.name")} hint={t("form.nameHint")} autoComplete="off" error={errors.name} />
      <Button type="submit" look="main" busy={adding.isPending}>
        {t("add")}
      </Button>
    </form>
  );
}
