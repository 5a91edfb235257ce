import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from "recharts";

import type { MeasuredSystem } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

/** The detection error tradeoff with its band. The same figures stand in the table of rates beside it. */
export function DetChart({ det }: Pick<MeasuredSystem, "det">) {
  const { t } = useTranslation("accuracy");
  const id = useId();
  const points = det.flatMap(({ fpir, fnir }) =>
    fnir.value === null
      ? []
      : [{ fpir: fpir * 100, percent: fnir.value * 100, between: [(fnir.low ?? fnir.value) * 100, (fnir.high ?? fnir.value) * 100] }],
  );
  if (points.length < 2) return null;
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-card border border-line bg-raised p-4">
      <h3 id={id} className="mb-1 font-semibold">
        {t("det.title")}
      </h3>
      <p className="mb-3 text-soft">{t("det.says")}</p>
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
    </section>
  );
}
