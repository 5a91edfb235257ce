import { Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { CheckedForm } from "@/components/CheckedForm";
import { IconButton } from "@/components/IconButton";
import { Modal } from "@/components/Modal";
import { NameField } from "@/features/rooms/components/NameField";
import { useSeen } from "@/lib/useSeen";
import { z } from "@/lib/zod";

interface Named {
  name: string;
  revision: number;
}

interface FormProps {
  /** What bears the name, as it is now. */
  named: Named;
  label: string;
  hint: string;
  /** What is said where no name was typed. */
  missing: string;
  /** Renames what was looked at; refused where that is another by now. */
  rename: (name: string, revision: number) => Promise<unknown>;
  /** Fetches anew what shows the name. */
  look: () => Promise<unknown>;
}

/** Gives a room or a camera another name. */
export function RenameButton({ purpose, ...form }: FormProps & { purpose?: string }) {
  const { t } = useTranslation("rooms");
  const [open, setOpen] = useState(false);
  const title = t("rename.label", { name: form.named.name });
  return (
    <>
      <IconButton
        icon={Pencil}
        label={title}
        onClick={() => {
          setOpen(true);
        }}
      />
      <Modal open={open} onOpenChange={setOpen} title={title} {...(purpose && { purpose })}>
        <NewName
          {...form}
          onDone={() => {
            setOpen(false);
          }}
        />
      </Modal>
    </>
  );
}

function NewName({ named, label, hint, missing, rename, look, onDone }: FormProps & { onDone: () => void }) {
  const { t } = useTranslation("rooms");
  const seen = useSeen(named, look);
  return (
    <CheckedForm
      key={seen.taken}
      schema={z.object({ name: z.string().check(z.minLength(1, missing)) })}
      action={t("rename.action")}
      send={({ name }) => seen.save((revision) => rename(name, revision))}
      problem={(error) => <ChangedMeanwhile seen={seen} says={({ name }) => [[label, name]]} error={error} />}
      onSent={async () => {
        await look();
        onDone();
      }}
    >
      {(errors) => <NameField label={label} hint={hint} defaultValue={seen.from.name} error={errors.name} />}
    </CheckedForm>
  );
}
