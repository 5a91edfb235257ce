import { useQueryClient } from "@tanstack/react-query";
import { useRouteContext, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PhotosOf } from "@/app/pages/person/PhotosOf";
import { PageHeader } from "@/components/PageHeader";
import { Together } from "@/components/Together";
import { meQuery } from "@/features/account/api/me";

export function MyPhotosPage() {
  const { t } = useTranslation("attendance");
  const { me } = useRouteContext({ from: "/member" });
  const queryClient = useQueryClient();
  const router = useRouter();
  return (
    <>
      <PageHeader title={t("photosTitle")} purpose={t("photosPurpose")} />
      <Together>
        <PhotosOf
          personId={me.person_id}
          consent={me.face_consent}
          onConsentChange={async () => {
            await queryClient.refetchQueries({ queryKey: meQuery.queryKey });
            await router.invalidate();
          }}
        />
      </Together>
    </>
  );
}
