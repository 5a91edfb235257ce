import { useTranslation } from "react-i18next";

import { BarsCard } from "@/components/BarsCard";
import type { ShareBar } from "@/features/accuracy/shares";

interface Props {
  title: string;
  says: string;
  first: string;
  bars: readonly ShareBar[];
  note?: string | undefined;
}

/** Measured shares, each with its interval where it has one. */
export function ShareBars({ first, bars, ...card }: Props) {
  const { t } = useTranslation(["accuracy", "charts"]);
  return (
    <BarsCard
      {...card}
      columns={[first, t("share"), t("charts:interval")]}
      bars={bars.map(({ name, percent, reach, low, high }) => ({
        name,
        percent,
        reach,
        cells: [t("charts:percent", { percent }), low === null || high === null ? "–" : t("charts:between", { low, high })],
      }))}
    />
  );
}
