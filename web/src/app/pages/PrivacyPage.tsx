import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouteContext, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { PageHeader } from "@/components/PageHeader";
import { Section } from "@/components/Section";
import { meQuery } from "@/features/account/api/me";
import { ErasureReceipt } from "@/features/consent/components/ErasureReceipt";
import { WithdrawConsent } from "@/features/consent/components/WithdrawConsent";
import { DownloadData } from "@/features/privacy/components/DownloadData";
import { StoredData } from "@/features/privacy/components/StoredData";
import type { FaceConsent } from "@/lib/api/types";

/** What is stored about whoever is logged in, and what they can do about it. */
export function PrivacyPage() {
  const { t } = useTranslation("privacy");
  const { me: loaded } = useRouteContext({ from: "/member" });
  const { data } = useQuery(meQuery);
  const me = data ?? loaded;
  return (
    <>
      <PageHeader title={t("title")} purpose={t("purpose")} action={<DownloadData personId={me.person_id} main />} />
      <div className="mb-10 max-w-2xl space-y-2 text-soft">
        <p>{t("where")}</p>
        <p>{t("downloadWhat")}</p>
      </div>
      <StoredData personId={me.person_id} />
      {me.role === "student" && <EraseFace personId={me.person_id} consent={me.face_consent} />}
      <Section title={t("wrong.title")}>
        <p className="max-w-2xl">{t("wrong.body")}</p>
      </Section>
    </>
  );
}

function EraseFace({ personId, consent }: { personId: string; consent: FaceConsent }) {
  const { t } = useTranslation("privacy");
  const queryClient = useQueryClient();
  const router = useRouter();
  return (
    <Section title={t("erase.title")} purpose={t("erase.purpose")}>
      <WithdrawConsent
        personId={personId}
        consent={consent}
        onChange={async () => {
          queryClient.removeQueries({ queryKey: ["faces", personId] });
          await queryClient.refetchQueries({ queryKey: meQuery.queryKey });
          void queryClient.invalidateQueries({ queryKey: ["personal-data", personId] });
          await router.invalidate();
        }}
      />
      {!consent.granted && consent.withdraw_time && <ErasureReceipt personId={personId} withdrawTime={consent.withdraw_time} />}
      {!consent.granted && !consent.withdraw_time && (
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <p className="max-w-2xl min-w-0 flex-1 basis-72">{t("erase.none")}</p>
          <Button asChild>
            <Link to="/photos">{t("erase.agree")}</Link>
          </Button>
        </div>
      )}
    </Section>
  );
}
