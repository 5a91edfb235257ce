import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { CopyField } from "@/components/CopyField";
import { DialogButton } from "@/components/DialogButton";
import { TextField } from "@/components/Field";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { issueKey, revokeKey } from "@/features/rooms/api/changeRooms";
import { keysQuery } from "@/features/rooms/api/rooms";
import type { Camera, DeviceKey } from "@/lib/api/types";
import { submitted } from "@/lib/form";
import { dateAndClock, shortDate } from "@/lib/format";

/** Issues a key for the device that films, and shows the command that starts it there. */
export function CameraKeysDialog({ camera }: { camera: Camera }) {
  const { t } = useTranslation("rooms");
  const title = t("keys.openFor", { camera: camera.name });
  const label = (
    <>
      <KeyRound size={16} aria-hidden />
      {t("keys.open")}
    </>
  );
  return (
    <DialogButton small look="quiet" aria-label={title} label={label} title={title} purpose={t("keys.purpose")}>
      {() => <CameraKeys camera={camera} />}
    </DialogButton>
  );
}

function CameraKeys({ camera }: { camera: Camera }) {
  const { t } = useTranslation("rooms");
  const queryClient = useQueryClient();
  const keys = useQuery(keysQuery(camera.camera_id));
  const issuing = useMutation({
    mutationFn: (label: string) => issueKey(camera.camera_id, label),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["cameras", "keys", camera.camera_id] }),
  });
  if (issuing.data) return <IssuedKey credential={issuing.data.credential} />;
  return (
    <div className="flex flex-col gap-6">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          issuing.mutate(submitted(event).label ?? "");
        }}
      >
        {issuing.error && <ProblemNotice error={issuing.error} />}
        <TextField name="label" label={t("keys.label")} hint={t("keys.labelHint")} autoComplete="off" />
        <Button type="submit" look="main" busy={issuing.isPending}>
          {t("keys.issue")}
        </Button>
      </form>
      <QueryView query={keys}>
        {(found) => {
          const live = found.filter((key) => !key.revoke_time);
          if (live.length === 0) return <p className="text-soft">{t("keys.none")}</p>;
          return (
            <Rows aria-label={t("keys.list")}>
              {live.map((key) => (
                <KeyRow key={key.key_id} deviceKey={key} />
              ))}
            </Rows>
          );
        }}
      </QueryView>
    </div>
  );
}

/** The credential, shown once, in the command that uses it. */
function IssuedKey({ credential }: { credential: string }) {
  const { t } = useTranslation("rooms");
  const command = `presence camera --server ${window.location.origin} --key ${credential} --source 0`;
  return (
    <div className="flex flex-col gap-5">
      <p>{t("keys.once")}</p>
      <CopyField label={t("keys.command")} value={command} />
      <p className="text-sm text-soft">{t("keys.source")}</p>
      <CopyField label={t("keys.credential")} value={credential} />
    </div>
  );
}

function KeyRow({ deviceKey }: { deviceKey: DeviceKey }) {
  const { t } = useTranslation("rooms");
  const queryClient = useQueryClient();
  const name = deviceKey.label || t(deviceKey.kind === "kiosk" ? "keys.kiosk" : "keys.unnamed");
  return (
    <Row>
      <span className="min-w-40 flex-1">
        <span className="block font-medium">{name}</span>
        <span className="block text-sm text-soft">
          {t("keys.issued", { date: shortDate(deviceKey.create_time) })} ·{" "}
          {deviceKey.last_use_time ? t("keys.used", { time: dateAndClock(deviceKey.last_use_time) }) : t("keys.unused")}
        </span>
      </span>
      <ConfirmButton
        trigger={(ask) => (
          <Button small look="danger" onClick={ask} aria-label={t("keys.revokeOne", { name })}>
            {t("keys.revoke")}
          </Button>
        )}
        title={t("keys.revokeTitle", { name })}
        consequence={t(deviceKey.kind === "kiosk" ? "keys.revokeKiosk" : "keys.revokeConsequence")}
        action={t("keys.revoke")}
        onConfirm={async () => {
          await revokeKey(deviceKey.camera_id, deviceKey.key_id);
          await queryClient.invalidateQueries({ queryKey: ["cameras", "keys", deviceKey.camera_id] });
        }}
      />
    </Row>
  );
}
