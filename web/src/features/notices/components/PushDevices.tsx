import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BellRing, MonitorSmartphone } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import { endPush, endPushHere, pushHere, pushQuery, tryPush } from "@/features/notices/api/push";
import { knownObstacle, PushObstacle } from "@/features/notices/browserPush";
import type { PushSubscriptionRecord } from "@/lib/api/types";
import { deviceOf } from "@/lib/device";
import { shortDate } from "@/lib/format";

/** Whether this browser is notified, and which others are. Nothing is asked before a click. */
export function PushDevices({ personId }: { personId: string }) {
  const { t } = useTranslation("notices");
  const queryClient = useQueryClient();
  const push = useQuery(pushQuery);
  const refresh = () => queryClient.invalidateQueries({ queryKey: pushQuery.queryKey });
  const begin = useMutation({ mutationFn: () => pushHere(personId), onSuccess: refresh });
  const obstacle = begin.error instanceof PushObstacle ? begin.error.obstacle : knownObstacle();
  return (
    <QueryView query={push}>
      {({ items, here }) => (
        <div className="flex flex-col items-start gap-4">
          {here === null ? (
            <>
              {obstacle && (
                <Notice title={t(`obstacle.${obstacle}`)}>
                  <p>{t(`wayOut.${obstacle}`)}</p>
                </Notice>
              )}
              {begin.error && !(begin.error instanceof PushObstacle) && <ProblemNotice error={begin.error} />}
              {obstacle !== "unsupported" && (
                <Button
                  busy={begin.isPending}
                  onClick={() => {
                    begin.mutate();
                  }}
                >
                  <BellRing size={18} aria-hidden />
                  {t("begin")}
                </Button>
              )}
            </>
          ) : (
            <Here subscriptionId={here} />
          )}
          {items.length > 0 && (
            <Rows className="w-full" aria-label={t("devices")}>
              {items.map((one) => (
                <Device key={one.subscription_id} device={one} isHere={one.subscription_id === here} onEnd={refresh} />
              ))}
            </Rows>
          )}
        </div>
      )}
    </QueryView>
  );
}

/** This browser is notified: a word to try it. */
function Here({ subscriptionId }: { subscriptionId: string }) {
  const { t } = useTranslation("notices");
  const trying = useMutation({ mutationFn: () => tryPush(subscriptionId) });
  return (
    <>
      <p>{t("here")}</p>
      <Button
        busy={trying.isPending}
        onClick={() => {
          trying.mutate();
        }}
      >
        {t("try")}
      </Button>
      {trying.isSuccess && <Notice kind="good">{t("tried")}</Notice>}
      {trying.error && <ProblemNotice error={trying.error} />}
    </>
  );
}

interface DeviceProps {
  device: PushSubscriptionRecord;
  isHere: boolean;
  onEnd: () => Promise<unknown>;
}

function Device({ device, isHere, onEnd }: DeviceProps) {
  const { t } = useTranslation("notices");
  const ending = useMutation({
    mutationFn: () => (isHere ? endPushHere() : endPush(device.subscription_id)),
    onSuccess: onEnd,
  });
  const { browser, system } = deviceOf(device.user_agent);
  const name = browser && system ? t("deviceName", { browser, system }) : browser || system || t("unknownDevice");
  const reached = device.last_success_time;
  return (
    <Row>
      <MonitorSmartphone size={18} className="text-soft" aria-hidden />
      <span className="min-w-0 flex-1 basis-28">
        <span className="flex flex-wrap items-center gap-2">
          {name}
          {isHere && <Tag icon={BellRing} tone="good">{t("thisDevice")}</Tag>}
        </span>
        <span className="block text-sm text-soft">
          {reached ? t("reached", { date: shortDate(reached) }) : t("notReached")}
        </span>
      </span>
      <Button
        small
        busy={ending.isPending}
        aria-label={t("endOf", { device: name })}
        onClick={() => {
          ending.mutate();
        }}
      >
        {t("end")}
      </Button>
      {ending.error && <ProblemNotice error={ending.error} />}
    </Row>
  );
}
