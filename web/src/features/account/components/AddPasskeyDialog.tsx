import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Modal } from "@/components/Modal";
import { addPasskey } from "@/features/account/api/passkeys";
import { PasskeyLabelField } from "@/features/account/components/PasskeyLabelField";
import { PasskeyProblem } from "@/features/account/components/PasskeyProblem";
import { RecoveryCodes } from "@/features/account/components/RecoveryCodes";
import { passkeyLabel } from "@/features/account/passkeyLabel";
import { checked, type FieldErrors, submitted } from "@/lib/form";

/** Adds a passkey; the first one's recovery codes are shown once. */
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
    mutationFn: ({ label }: { label: string }) => addPasskey(label),
    onSuccess: (added) => {
      void queryClient.invalidateQueries({ queryKey: ["passkeys"] });
      onAdded(added.recovery_codes);
    },
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        const form = checked(passkeyLabel(t("passkeys.labelMissing")), submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) adding.mutate(form.data);
      }}
    >
      {adding.error && <PasskeyProblem error={adding.error} />}
      <PasskeyLabelField error={errors.label} />
      <Button type="submit" look="main" busy={adding.isPending}>
        {t("passkeys.continue")}
      </Button>
    </form>
  );
}
