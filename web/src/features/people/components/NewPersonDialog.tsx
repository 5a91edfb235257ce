import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Modal } from "@/components/Modal";
import { ActivationLinkNotice } from "@/features/people/components/ActivationLinkNotice";
import { type AddedPerson, NewPersonForm } from "@/features/people/components/NewPersonForm";
import type { Role } from "@/lib/api/types";

/** Adds a person, then shows the activation link once. */
export function NewPersonDialog({ role, label }: { role: Role; label: string }) {
  const { t } = useTranslation("people");
  const [open, setOpen] = useState(false);
  const [added, setAdded] = useState<AddedPerson | null>(null);

  function begin() {
    setAdded(null);
    setOpen(true);
  }

  return (
    <>
      <Button look="main" onClick={begin}>
        {label}
      </Button>
      <Modal
        open={open}
        onOpenChange={setOpen}
        title={added ? t("added.title", { name: added.name }) : t("form.title")}
        {...(added ? {} : { purpose: t("form.purpose") })}
      >
        {added ? (
          <>
            {added.link && <ActivationLinkNotice {...added} />}
            <div className="mt-6 flex flex-wrap gap-2">
              <Button look="main" onClick={begin}>
                {t("added.another")}
              </Button>
              <Button asChild>
                <Link to="/people/$personId" params={{ personId: added.personId }}>
                  {t("added.open")}
                </Link>
              </Button>
            </div>
          </>
        ) : (
          <NewPersonForm role={role} onAdded={setAdded} />
        )}
      </Modal>
    </>
  );
}
