import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { QrCode, Trash2, Video } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmButton } from "@/components/ConfirmButton";
import { IconButton } from "@/components/IconButton";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Row, Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { type CameraChange, changeCamera, deleteCamera, deleteRoom, renameRoom } from "@/features/rooms/api/changeRooms";
import { CameraKeysDialog } from "@/features/rooms/components/CameraKeysDialog";
import { KioskPairingDialog } from "@/features/rooms/components/KioskPairingDialog";
import { NewCameraDialog } from "@/features/rooms/components/NewCameraDialog";
import { RenameButton } from "@/features/rooms/components/RenameButton";
import { DETECTORS } from "@/features/rooms/detectors";
import type { Camera, Room } from "@/lib/api/types";

interface Props {
  room: Room;
  cameras: readonly Camera[];
}

export function RoomCard({ room, cameras }: Props) {
  const { t } = useTranslation("rooms");
  const queryClient = useQueryClient();
  return (
    <Section
      title={room.name}
      action={
        <div className="flex items-center gap-1">
          <Link to="/check-in-rules" search={{ room: room.room_id }} aria-label={t("codesOf", { room: room.name })} className="inline-flex size-9 items-center justify-center rounded-control text-soft hover:bg-hover hover:text-ink">
            <QrCode size={18} aria-hidden />
          </Link>
          <NewCameraDialog room={room} />
          <RenameButton
            named={room}
            purpose={t("form.purpose")}
            label={t("form.name")}
            hint={t("form.nameHint")}
            missing={t("form.nameMissing")}
            rename={(name, revision) => renameRoom(room.room_id, { name, revision })}
            look={async () => {
              await queryClient.invalidateQueries({ queryKey: ["rooms"] });
              await queryClient.invalidateQueries({ queryKey: ["timetable"] });
            }}
          />
          <ConfirmButton
            trigger={(ask) => <IconButton icon={Trash2} label={t("delete.label", { room: room.name })} onClick={ask} />}
            title={t("delete.title", { room: room.name })}
            consequence={t("delete.consequence")}
            action={t("delete.action")}
            onConfirm={async () => {
              await deleteRoom(room.room_id);
              await queryClient.invalidateQueries({ queryKey: ["rooms"] });
            }}
          />
        </div>
      }
    >
      {cameras.length === 0 ? (
        <p className="rounded-card border border-dashed border-line px-4 py-4 text-soft">{t("camera.none")}</p>
      ) : (
        <Rows aria-label={t("camera.of", { room: room.name })}>
          {cameras.map((camera) => (
            <CameraRow key={camera.camera_id} camera={camera} />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function CameraRow({ camera }: { camera: Camera }) {
  const { t } = useTranslation("rooms");
  const queryClient = useQueryClient();
  const made = useRef(0); // the revision that the change before this one made, which may not be drawn yet
  const changing = useMutation({
    scope: { id: `camera ${camera.camera_id}` },
    mutationFn: (change: CameraChange) =>
      changeCamera(camera.camera_id, { ...change, revision: Math.max(camera.revision, made.current) }),
    onSuccess: ({ revision }) => {
      made.current = revision;
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["cameras"] }),
  });
  const shown = changing.isPending ? { ...camera, ...changing.variables } : camera;
  return (
    <Row>
      <Video size={18} className="text-soft" aria-hidden />
      <span className="min-w-24 flex-1 font-medium break-words">
        <Link to="/cameras/$cameraId" params={{ cameraId: camera.camera_id }} className="text-accent hover:underline">
          {camera.name}
        </Link>
      </span>
      <div className="flex flex-wrap items-center gap-2">
        <select
          aria-label={t("camera.roleOf", { camera: camera.name })}
          value={shown.role}
          onChange={(event) => {
            changing.mutate({ role: event.target.value === "door" ? "door" : "room" });
          }}
          className="h-8 rounded-control border border-edge bg-raised px-2 text-sm"
        >
          <option value="room">{t("camera.role.room")}</option>
          <option value="door">{t("camera.role.door")}</option>
        </select>
        <select
          aria-label={t("camera.detectorOf", { camera: camera.name })}
          value={shown.detector}
          onChange={(event) => {
            const detector = DETECTORS.find((one) => one === event.target.value);
            if (detector) changing.mutate({ detector });
          }}
          className="h-8 rounded-control border border-edge bg-raised px-2 text-sm"
        >
          {DETECTORS.map((one) => (
            <option key={one} value={one}>
              {t(`detectors.${one}`)}
            </option>
          ))}
        </select>
        <select
          aria-label={t("camera.tilesOf", { camera: camera.name })}
          value={shown.tiles}
          onChange={(event) => {
            changing.mutate({ tiles: event.target.value === "off" ? "off" : "auto" });
          }}
          className="h-8 rounded-control border border-edge bg-raised px-2 text-sm"
        >
          <option value="auto">{t("camera.tiles.auto")}</option>
          <option value="off">{t("camera.tiles.off")}</option>
        </select>
      </div>
      <div className="ms-auto flex items-center">
        <CameraKeysDialog camera={camera} />
        <KioskPairingDialog camera={camera} />
        <RenameButton
          named={camera}
          label={t("camera.name")}
          hint={t("camera.nameHint")}
          missing={t("camera.nameMissing")}
          rename={(name, revision) => changeCamera(camera.camera_id, { name, revision })}
          look={() => queryClient.invalidateQueries({ queryKey: ["cameras"] })}
        />
        <ConfirmButton
          trigger={(ask) => <IconButton icon={Trash2} label={t("camera.delete", { camera: camera.name })} onClick={ask} />}
          title={t("camera.deleteTitle", { camera: camera.name })}
          consequence={t("camera.deleteConsequence")}
          action={t("camera.deleteAction")}
          onConfirm={async () => {
            await deleteCamera(camera.camera_id);
            await queryClient.invalidateQueries({ queryKey: ["cameras"] });
          }}
        />
      </div>
      {changing.error && (
        <div className="w-full">
          <ProblemNotice error={changing.error} />
        </div>
      )}
    </Row>
  );
}
