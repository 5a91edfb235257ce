import { useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { CheckInForm } from "@/features/checkin/components/CheckInForm";
import { linkedCode } from "@/features/checkin/codeLink";

/** Where a QR code leads, and where a code is typed. */
export function CheckInPage() {
  const { t } = useTranslation("checkin");
  const hash = useLocation({ select: (location) => location.hash });
  return (
    <div className="mx-auto max-w-md">
      <PageHeader title={t("title")} purpose={t("purpose")} />
      <CheckInForm key={hash} linked={linkedCode(hash)} />
    </div>
  );
}
