import { useTranslation } from "react-i18next";

import type { Bar } from "@/features/insight/rates";
import { formatNumber } from "@/lib/format";

/** What tables say of a rate: itself, its interval and what it rests on. */
export function useRateCells() {
  const { t } = useTranslation(["insight", "charts"]);
  return {
    columns: [t("rate"), t("charts:interval"), t("marks")],
    cellsOf: ({ percent, low, high, counted }: Bar): string[] => [
      t("charts:percent", { percent }),
      t("charts:between", { low, high }),
      formatNumber(counted),
    ],
  };
}
