import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { CheckedForm } from "@/components/CheckedForm";
import { DialogButton } from "@/components/DialogButton";
import { addRoom } from "@/features/rooms/api/changeRooms";
import { NameField } from "@/features/rooms/components/NameField";
import { z } from "@/lib/zod";

export function NewRoomDialog() {
  const { t } = useTranslation("rooms");
  return (
    <DialogButton look="main" label={t("add")} title={t("add")} purpose={t("form.purpose")}>
      {(close) => <NewRoomForm onDone={close} />}
    </DialogButton>
  );
}

function NewRoomForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("rooms");
  const queryClient = useQueryClient();
  return (
    <CheckedForm
      schema={z.object({ name: z.string().check(z.minLength(1, t("form.nameMissing"))) })}
      action={t("add")}
      send={({ name }, requestId) => addRoom(name, requestId)}
      onSent={async () => {
        await queryClient.invalidateQueries({ queryKey: ["rooms"] });
        onDone();
      }}
    >
      {(errors) => <NameField label={t("form.name")} hint={t("form.nameHint")} error={errors.name} />}
    </CheckedForm>
  );
}
