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
  /** What should be known before, such as what is still open. */
  children?: ReactNode;
}

/** Asks before something that cannot be taken back; stays open with the reason when it fails. */
export function ConfirmButton({ trigger, title, consequence, action, onConfirm, children }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function confirm() {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      setOpen(false);
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      {trigger(() => {
        setError(null);
        setOpen(true);
      })}
      <Modal open={open} onOpenChange={setOpen} title={title} purpose={consequence}>
        {children}
        {error !== null && <ProblemNotice error={error} />}
        <div className="mt-4 flex flex-wrap justify-end gap-2">
          <Button
            onClick={() => {
              setOpen(false);
            }}
          >
            {t("cancel")}
          </Button>
          <Button look="danger" busy={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </div>
      </Modal>
    </>
  );
}
