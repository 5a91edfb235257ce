import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { sessionConditionsCsvUrl, sessionConditionsQuery } from "@/features/cameras/api/cameras";
import { AwaitedCamera } from "@/features/cameras/components/AwaitedCamera";
import { clockSeconds } from "@/lib/format";

const ENOUGH = 0.8;

/** What the session's marks rest on: how much of it was watched, and when its cameras were in trouble. */
export function SessionConditions({ sessionId, isOpen }: { sessionId: string; isOpen: boolean }) {
  const { t } = useTranslation("cameras");
  const conditions = useQuery(sessionConditionsQuery(sessionId, isOpen));
  if (!conditions.data) return null;
  const { items, awaited, watched_share: share } = conditions.data;
  const percent = Math.floor(share * 100);
  return (
    <section aria-label={t("evidence.title")} className="overflow-hidden rounded-card border border-line bg-raised">
      <div className="flex flex-wrap items-center justify-between gap-2 border-b border-line bg-sunken px-4 py-2">
        <h2 className="font-semibold">{t("evidence.title")}</h2>
        <a href={sessionConditionsCsvUrl(sessionId)} download className="text-sm text-accent hover:underline">
          {t("evidence.csv")}
        </a>
      </div>
      <div className="px-4 py-3 text-sm">
        <p>{t(share >= ENOUGH ? "evidence.watched" : "evidence.watchedTooLittle", { percent })}</p>
        {awaited.map((one) => (
          <AwaitedCamera key={one.camera_id} sessionId={sessionId} camera={one} />
        ))}
        {items.length > 0 && (
          <ul className="mt-2 flex flex-col gap-1">
            {items.map((one) => (
              <li key={`${one.camera_id}:${one.start_time}:${one.trouble}`} className="flex flex-wrap gap-x-3">
                <span className="text-soft">
                  {clockSeconds(one.start_time)}–{clockSeconds(one.end_time)}
                </span>
                <span className="min-w-0 break-words">
                  {one.camera_name || t("trouble.aCamera")}: {t(`trouble.${one.trouble}.name`).toLocaleLowerCase()}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
