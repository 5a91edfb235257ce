import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { QueryPage } from "@/components/QueryPage";
import { Section } from "@/components/Section";
import { cameraQuery } from "@/features/cameras/api/cameras";
import { CameraConditions } from "@/features/cameras/components/CameraConditions";
import { CameraView } from "@/features/cameras/components/CameraView";
import { CommissioningPanel } from "@/features/cameras/components/CommissioningPanel";

/** One camera: what it sees, what would be recognised where, and what was wrong with it. */
export function CameraPage() {
  const { cameraId } = useParams({ from: "/member/cameras/$cameraId" });
  const { t } = useTranslation("cameras");
  const camera = useQuery(cameraQuery(cameraId));
  const back = (
    <Link to="/rooms" className="text-accent hover:underline">
      {t("page.back")}
    </Link>
  );
  return (
    <QueryPage query={camera} title={t("page.title")} above={back}>
      {(found) => (
        <>
          <PageHeader title={found.name} purpose={t("page.purpose")} above={back} />
          <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
            <Section title={t("commissioning.title")} purpose={t("commissioning.purpose")}>
              <CommissioningPanel cameraId={cameraId} />
            </Section>
            <div>
              <Section title={t("page.picture")}>
                <CameraView camera={found} />
              </Section>
              <Section title={t("history.title")} purpose={t("history.purpose")}>
                <CameraConditions cameraId={cameraId} />
              </Section>
            </div>
          </div>
        </>
      )}
    </QueryPage>
  );
}
