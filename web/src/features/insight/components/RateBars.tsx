import { useTranslation } from "react-i18next";

import { BarsCard } from "@/components/BarsCard";
import { bars, type Rated, surelyLowest } from "@/features/insight/rates";
import { useRateCells } from "@/features/insight/useRateCells";

interface Props {
  title: string;
  first: string;
  rated: readonly Rated[];
}

/** Rates of which there is enough to say something, and whether one is surely below the others. */
export function RateBars({ title, first, rated }: Props) {
  const { t } = useTranslation("insight");
  const { columns, cellsOf } = useRateCells();
  const shown = bars(rated);
  const lowest = surelyLowest(shown);
  return (
    <BarsCard
      title={title}
      says={shown.length === 0 ? t("tooLittle") : lowest ? t("lowest", { name: lowest.name, percent: lowest.percent }) : t("alike")}
      columns={[first, ...columns]}
      bars={shown.map((bar) => ({ ...bar, cells: cellsOf(bar) }))}
      ofAll
    />
  );
}
