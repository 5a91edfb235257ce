import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { CheckedForm } from "@/components/CheckedForm";
import { DialogButton } from "@/components/DialogButton";
import { SelectField } from "@/components/Field";
import { addCamera } from "@/features/rooms/api/changeRooms";
import { NameField } from "@/features/rooms/components/NameField";
import { DETECTORS } from "@/features/rooms/detectors";
import type { Room } from "@/lib/api/types";
import { z } from "@/lib/zod";

export function NewCameraDialog({ room }: { room: Room }) {
  const { t } = useTranslation("rooms");
  const title = t("camera.addTo", { room: room.name });
  return (
    <DialogButton small aria-label={title} label={t("camera.add")} title={title} purpose={t("camera.purpose")}>
      {(close) => <NewCameraForm room={room} onDone={close} />}
    </DialogButton>
  );
}

function NewCameraForm({ room, onDone }: { room: Room; onDone: () => void }) {
  const { t } = useTranslation("rooms");
  const queryClient = useQueryClient();
  const schema = z.object({
    name: z.string().check(z.minLength(1, t("camera.nameMissing"))),
    detector: z.enum(DETECTORS),
  });
  return (
    <CheckedForm
      schema={schema}
      action={t("camera.add")}
      send={(camera, requestId) => addCamera({ ...camera, room_id: room.room_id, request_id: requestId })}
      onSent={async () => {
        await queryClient.invalidateQueries({ queryKey: ["cameras"] });
        onDone();
      }}
    >
      {(errors) => (
        <>
          <NameField label={t("camera.name")} hint={t("camera.nameHint")} error={errors.name} />
          <SelectField name="detector" label={t("camera.detector")} hint={t("camera.detectorHint")} defaultValue="yunet">
            {DETECTORS.map((one) => (
              <option key={one} value={one}>
                {t(`detectors.${one}`)}
              </option>
            ))}
          </SelectField>
        </>
      )}
    </CheckedForm>
  );
}
