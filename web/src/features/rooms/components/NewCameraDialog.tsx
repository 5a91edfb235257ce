import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { SelectField, TextField } from "@/components/Field";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { addCamera } from "@/features/rooms/api/changeRooms";
import { DETECTORS } from "@/features/rooms/detectors";
import type { Detector, Room } from "@/lib/api/types";
import { checked, type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { newId } from "@/lib/ids";
import { z } from "@/lib/zod";

export function NewCameraDialog({ room }: { room: Room }) {
  const { t } = useTranslation("rooms");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        small
        onClick={() => {
          setOpen(true);
        }}
        aria-label={t("camera.addTo", { room: room.name })}
      >
        {t("camera.add")}
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={t("camera.addTo", { room: room.name })} purpose={t("camera.purpose")}>
        <NewCameraForm
          room={room}
          onDone={() => {
            setOpen(false);
          }}
        />
      </Modal>
    </>
  );
}

function NewCameraForm({ room, onDone }: { room: Room; onDone: () => void }) {
  const { t } = useTranslation("rooms");
  const queryClient = useQueryClient();
  const [errors, setErrors] = useState<FieldErrors>({});
  const [requestId, setRequestId] = useState(newId);
  const adding = useMutation({
    mutationFn: (camera: { name: string; detector: Detector }) =>
      addCamera({ ...camera, room_id: room.room_id, request_id: requestId }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["cameras"] });
      onDone();
    },
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  const schema = z.object({
    name: z.string().check(z.minLength(1, t("camera.nameMissing"))),
    detector: z.enum(DETECTORS),
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onChange={() => {
        setRequestId(newId());
      }}
      onSubmit={(event) => {
        const form = checked(schema, submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) adding.mutate(form.data);
      }}
    >
      {adding.error && Object.keys(errors).length === 0 && <ProblemNotice error={adding.error} />}
      <TextField name="name" label={t("camera.name")} hint={t("camera.nameHint")} autoComplete="off" error={errors.name} />
      <SelectField name="detector" label={t("camera.detector")} hint={t("camera.detectorHint")} defaultValue="yunet">
        {DETECTORS.map((one) => (
          <option key={one} value={one}>
            {t(`detectors.${one}`)}
          </option>
        ))}
      </SelectField>
      <Button type="submit" look="main" busy={adding.isPending}>
        {t("camera.add")}
      </Button>
    </form>
  );
}
