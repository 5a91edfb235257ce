import clsx from "clsx";
import { Check, Circle } from "lucide-react";
import { useTranslation } from "react-i18next";

import { GUIDED_POSES, type GuidedPose } from "@/features/faces/poses";

/** Which poses are kept already, and what to do for the next one. */
export function PoseGuide({ missing }: { missing: readonly GuidedPose[] }) {
  const { t } = useTranslation("faces");
  const [next] = missing;
  return (
    <div className="mb-4">
      <p className="text-center text-lg font-semibold" role="status">
        {next ? t(`pose.do.${next}`) : t("pose.all")}
      </p>
      <ol className="mt-3 flex flex-wrap justify-center gap-2" aria-label={t("pose.list")}>
        {GUIDED_POSES.map((pose) => {
          const done = !missing.includes(pose);
          const Icon = done ? Check : Circle;
          return (
            <li
              key={pose}
              aria-current={pose === next ? "step" : undefined}
              className={clsx(
                "inline-flex h-8 items-center gap-1.5 rounded-full border ps-2 pe-3 text-sm font-medium",
                done && "border-transparent bg-present-tint text-present",
                !done && pose === next && "border-accent bg-accent-tint text-accent",
                !done && pose !== next && "border-line bg-raised text-soft",
              )}
            >
              <Icon size={16} aria-hidden />
              {t(`pose.name.${pose}`)}
              <span className="sr-only">{t(done ? "pose.done" : "pose.open")}</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
