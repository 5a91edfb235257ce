import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Modal } from "@/components/Modal";
import { addPasskey } from "@/features/account/api/passkeys";
import { PasskeyForm } from "@/features/account/components/PasskeyForm";
import { RecoveryCodes } from "@/features/account/components/RecoveryCodes";

/** Adds a passkey; the first one's recovery codes are shown once. */
export function AddPasskeyDialog() {
  const { t } = useTranslation("account");
  const queryClient = useQueryClient();
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
          <PasskeyForm
            action={t("passkeys.continue")}
            add={addPasskey}
            onAdded={({ recovery_codes: added }) => {
              void queryClient.invalidateQueries({ queryKey: ["passkeys"] });
              setCodes(added);
              if (added.length === 0) setOpen(false);
            }}
          />
        )}
      </Modal>
    </>
  );
}
