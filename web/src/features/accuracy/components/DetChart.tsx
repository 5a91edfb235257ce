import { useTranslation } from "react-i18next";
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from "recharts";

import { ChartCard } from "@/components/ChartCard";
import type { MeasuredSystem } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

/** The detection error tradeoff with its band. The same figures stand in the table of rates beside it. */
export function DetChart({ det }: Pick<MeasuredSystem, "det">) {
  const { t } = useTranslation("accuracy");
  const points = det.flatMap(({ fpir, fnir }) =>
    fnir.value === null
      ? []
      : [{ fpir: fpir * 100, percent: fnir.value * 100, between: [(fnir.low ?? fnir.value) * 100, (fnir.high ?? fnir.value) * 100] }],
  );
  if (points.length < 2) return null;
  return (
    <ChartCard title={t("det.title")} says={t("det.says")}>
      <div className="h-64" aria-hidden>
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart data={points} margin={{ top: 8, right: 16, bottom: 20, left: 4 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--color-line)" />
            <XAxis
              dataKey="fpir"
              type="number"
              scale="log"
              domain={["dataMin", "dataMax"]}
              tickFormatter={formatNumber}
              stroke="var(--color-soft)"
              fontSize={13}
              unit=" %"
              label={{ value: t("det.x"), position: "insideBottom", offset: -14, fill: "var(--color-soft)", fontSize: 13 }}
            />
            <YAxis
              domain={[0, "auto"]}
              tickLine={false}
              stroke="var(--color-soft)"
              fontSize={13}
              unit=" %"
              width={76}
              label={{ value: t("det.y"), angle: -90, position: "insideLeft", fill: "var(--color-soft)", fontSize: 13, style: { textAnchor: "middle" } }}
            />
            <Area dataKey="between" stroke="none" fill="var(--color-accent-tint)" isAnimationActive={false} />
            <Line dataKey="percent" stroke="var(--color-accent)" strokeWidth={2} dot={false} isAnimationActive={false} />
          </ComposedChart>
        </ResponsiveContainer>
      </div>
    </ChartCard>
  );
}
