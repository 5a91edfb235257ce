import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Notice } from "@/components/Notice";
import { erasuresQuery, receiptFor } from "@/features/consent/api/consent";
import { dateAndClock } from "@/lib/format";

interface Props {
  personId: string;
  withdrawTime: string;
}

/** What was erased after consent was withdrawn, and when; asked again until it is there. */
export function ErasureReceipt({ personId, withdrawTime }: Props) {
  const { t } = useTranslation("consent");
  const { data } = useQuery(erasuresQuery(personId, withdrawTime));
  if (!data) return null;
  const receipt = receiptFor(data.items, withdrawTime);
  if (!receipt?.complete_time) return <Notice>{t("receipt.waiting", { time: dateAndClock(withdrawTime) })}</Notice>;
  return (
    <Notice kind="good" title={t("receipt.title")}>
      {t("receipt.what", {
        photos: t("receipt.photos", { count: receipt.samples }),
        encodings: t("receipt.encodings", { count: receipt.encodings }),
        time: dateAndClock(receipt.complete_time),
      })}
      {receipt.review_crops > 0 && ` ${t("receipt.crops", { count: receipt.review_crops })}`}
    </Notice>
  );
}
