import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "./Button";
import { Modal } from "./Modal";
import { ProblemNotice } from "./ProblemNotice";

interface Props {
  /** What opens the question; it is given the handler. */
  trigger: (ask: () => void) => ReactNode;
  title: string;
  consequence: string;
  action: string;
  onConfirm: () => Promise<unknown>;
  /** Something has to be chosen first. */
  disabled?: boolean;
  /** What should be known or chosen before, such as what is still open. */
  children?: ReactNode;
}

/** Asks before something that cannot be taken back; stays open with the reason when it fails. */
export function ConfirmButton({ trigger, title, consequence, action, onConfirm, disabled = false, children }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const confirming = useMutation({
    mutationFn: onConfirm,
    onSuccess: () => {
      setOpen(false);
    },
  });

  return (
    <>
      {trigger(() => {
        if (!confirming.isPending) confirming.reset(); // why it failed before is past
        setOpen(true);
      })}
      <Modal open={open} onOpenChange={setOpen} title={title} purpose={consequence}>
        {children}
        {confirming.error && <ProblemNotice error={confirming.error} />}
        <div className="mt-4 flex flex-wrap justify-end gap-2">
          <Button
            onClick={() => {
              setOpen(false);
            }}
          >
            {t("cancel")}
          </Button>
          <Button
            look="danger"
            busy={confirming.isPending}
            disabled={disabled}
            onClick={() => {
              confirming.mutate();
            }}
          >
            {action}
          </Button>
        </div>
      </Modal>
    </>
  );
}
