import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Notice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { Skeleton } from "@/components/Skeleton";
import { systemQuery } from "@/features/system/api/system";
import { CameraList } from "@/features/system/components/CameraList";
import { FindingList } from "@/features/system/components/FindingList";
import { Keeping } from "@/features/system/components/Keeping";
import { PodList } from "@/features/system/components/PodList";
import { ServiceTable } from "@/features/system/components/ServiceTable";
import { UpkeepList } from "@/features/system/components/UpkeepList";
import type { SystemHealth } from "@/lib/api/types";
import { clockSeconds } from "@/lib/format";

/** Whether all is well, and where it is not. */
export function SystemPage() {
  const { t } = useTranslation("system");
  const system = useQuery(systemQuery);
  return (
    <>
      <PageHeader title={t("title")} purpose={t("purpose")} />
      <QueryView query={system} skeleton={<Skeleton rows={8} />}>
        {(found) => <Everything found={found} />}
      </QueryView>
    </>
  );
}

function Everything({ found }: { found: SystemHealth }) {
  const { t } = useTranslation("system");
  const serious = found.findings.filter(({ severity }) => severity !== "note").length;
  const pods = found.services.find(({ process }) => process === "recognition")?.replicas ?? [];
  const seesCameras = pods.some(({ gallery }) => gallery !== null);
  return (
    <>
      <div className="mb-10 flex flex-col gap-4">
        <Notice
          kind={serious > 0 ? "bad" : "good"}
          title={serious > 0 ? t("notWell", { count: serious }) : t(found.findings.length > 0 ? "notes" : "well")}
        >
          <p>
            {found.findings.length === 0 && `${t("wellWhy")} `}
            {t("looked", { time: clockSeconds(found.time) })}
          </p>
        </Notice>
        {found.findings.length > 0 && <FindingList findings={found.findings} />}
      </div>
      <Section title={t("services.title")}>
        <ServiceTable services={found.services} />
      </Section>
      {pods.length > 0 && (
        <Section title={t("pods.title")} purpose={t("pods.purpose")}>
          <PodList pods={pods} />
        </Section>
      )}
      <Section title={t("cameras.title")}>
        {found.cameras.length > 0 ? (
          <CameraList cameras={found.cameras} />
        ) : (
          <p className="text-soft">{t(seesCameras ? "cameras.none" : "cameras.unknown")}</p>
        )}
      </Section>
      <Section title={t("kept.title")}>
        <Keeping {...found} />
      </Section>
      <Section title={t("upkeep.title")} purpose={t("upkeep.purpose")}>
        <UpkeepList services={found.services} />
      </Section>
    </>
  );
}
