import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { renewRecoveryCodes } from "@/features/account/api/passkeys";
import { RecoveryCodes } from "@/features/account/components/RecoveryCodes";

/** Voids the recovery codes and shows new ones. */
export function RenewCodesDialog() {
  const { t } = useTranslation("account");
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const renewing = useMutation({
    mutationFn: renewRecoveryCodes,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["passkeys"] }),
  });
  return (
    <>
      <Button
        onClick={() => {
          renewing.reset();
          setOpen(true);
        }}
      >
        {t("codes.renew")}
      </Button>
      <Modal
        open={open}
        onOpenChange={setOpen}
        title={t("codes.title")}
        {...(renewing.data ? {} : { purpose: t("codes.renewPurpose") })}
      >
        {renewing.data ? (
          <RecoveryCodes
            codes={renewing.data.recovery_codes}
            onDone={() => {
              setOpen(false);
            }}
          />
        ) : (
          <div className="flex flex-col gap-5">
            {renewing.error && <ProblemNotice error={renewing.error} />}
            <Button
              look="main"
              busy={renewing.isPending}
              onClick={() => {
                renewing.mutate();
              }}
            >
              {t("codes.renewAction")}
            </Button>
          </div>
        )}
      </Modal>
    </>
  );
}
