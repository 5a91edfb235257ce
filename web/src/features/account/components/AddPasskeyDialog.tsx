import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { Modal } from "@/components/Modal";
import { addPasskey } from "@/features/account/api/passkeys";
import { PasskeyProblem } from "@/features/account/components/PasskeyProblem";
import { RecoveryCodes } from "@/features/account/components/RecoveryCodes";
import { asProblem } from "@/lib/api/problem";
import { checked, type FieldErrors, submitted } from "@/lib/form";
import { sentence } from "@/lib/format";
import { z } from "@/lib/zod";

/** Adds a passkey after the password was given again; the first one's recovery codes are shown once. */
export function AddPasskeyDialog() {
  const { t } = useTranslation("account");
  const [open, setOpen] = useState(false);
  const [codes, setCodes] = useState<readonly string[]>([]);
  return (
    <>
      <Button
        onClick={() => {
          setCodes([]);
          setOpen(true);
        }}
      >
        {t("passkeys.add")}
      </Button>
      <Modal
        open={open}
        onOpenChange={setOpen}
        title={codes.length > 0 ? t("codes.title") : t("passkeys.add")}
        {...(codes.length > 0 ? {} : { purpose: t("passkeys.addPurpose") })}
      >
        {codes.length > 0 ? (
          <RecoveryCodes
            codes={codes}
            onDone={() => {
              setOpen(false);
            }}
          />
        ) : (
          <AddPasskeyForm
            onAdded={(added) => {
              setCodes(added);
              if (added.length === 0) setOpen(false);
            }}
          />
        )}
      </Modal>
    </>
  );
}

function AddPasskeyForm({ onAdded }: { onAdded: (codes: readonly string[]) => void }) {
  const { t } = useTranslation("account");
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<FieldErrors>({});
  const adding = useMutation({
    mutationFn: ({ label, password }: { label: string; password: string }) => addPasskey(label, password),
    onSuccess: (added) => {
      void queryClient.invalidateQueries({ queryKey: ["passkeys"] });
      onAdded(added.recovery_codes);
    },
    onError: (error) => {
      const problem = asProblem(error);
      if (problem.reason === "WRONG_PASSWORD") setErrors({ password: sentence(problem.message) });
    },
  });
  const schema = z.object({
    label: z.string().check(z.minLength(1, t("passkeys.labelMissing")), z.maxLength(100)),
    password: z.string().check(z.minLength(1, t("passkeys.passwordMissing"))),
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        const form = checked(schema, submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) adding.mutate(form.data);
      }}
    >
      {adding.error && !errors.password && <PasskeyProblem error={adding.error} />}
      <TextField
        name="label"
        label={t("passkeys.label")}
        hint={t("passkeys.labelHint")}
        maxLength={100}
        autoComplete="off"
        error={errors.label}
      />
      <TextField
        name="password"
        type="password"
        label={t("passkeys.password")}
        autoComplete="current-password"
        error={errors.password}
      />
      <Button type="submit" look="main" busy={adding.isPending}>
        {t("passkeys.continue")}
      </Button>
    </form>
  );
}
