import { useTranslation } from "react-i18next";

import { Figures } from "@/components/Figures";
import { bytes } from "@/features/system/bytes";
import { shortTime } from "@/features/system/useFindingWords";
import type { SystemHealth } from "@/lib/api/types";
import { shortDate } from "@/lib/format";

type Kept = Pick<SystemHealth, "sessions" | "open_logins" | "outbox" | "storage" | "excuse_files">;

/** What goes on now, and how much is kept for how long. */
export function Keeping({ sessions, open_logins: logins, outbox, storage, excuse_files: files }: Kept) {
  const { t } = useTranslation("system");
  const unknown = t("kept.unknown");
  const said = [
    storage && t("kept.samples", { count: storage.samples, size: bytes(storage.samples_size_bytes) }),
    storage &&
      t("kept.reviews", { count: storage.reviews, size: bytes(storage.reviews_size_bytes), days: storage.reviews_kept_days }) +
        (storage.oldest_review_time ? ` ${t("kept.reviewsOldest", { date: shortDate(storage.oldest_review_time) })}` : ""),
    files && t("kept.excuses", { count: files.files, size: bytes(files.size_bytes), days: files.kept_days }),
    storage && (storage.trained_time ? t("kept.trained", { time: shortTime(storage.trained_time) }) : t("kept.neverTrained")),
  ].filter((sentence) => sentence !== null);
  return (
    <>
      <Figures
        figures={[
          { label: t("kept.sessions"), value: sessions?.open ?? unknown },
          { label: t("kept.logins"), value: logins ?? unknown },
          { label: t("kept.mails"), value: outbox?.waiting ?? unknown },
        ]}
      />
      <ul className="mt-4 flex max-w-2xl list-disc flex-col gap-1 ps-5">
        {said.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}
