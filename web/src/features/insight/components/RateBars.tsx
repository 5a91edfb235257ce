import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Bar, BarChart, CartesianGrid, ErrorBar, ResponsiveContainer, XAxis, YAxis } from "recharts";

import { Button } from "@/components/Button";
import { Table } from "@/components/Table";
import { bars, type Rated, surelyLowest } from "@/features/insight/rates";
import { formatNumber } from "@/lib/format";

interface Props {
  title: string;
  first: string;
  rated: readonly Rated[];
}

/** Rates side by side with their intervals, what they mean in a sentence, and the same as a table. */
export function RateBars({ title, first, rated }: Props) {
  const { t } = useTranslation("insight");
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const shown = bars(rated);
  const lowest = surelyLowest(shown);
  return (
    <section aria-labelledby={id} className="rounded-card border border-line bg-raised p-4">
      <div className="mb-1 flex items-start justify-between gap-3">
        <h3 id={id} className="font-semibold">
          {title}
        </h3>
        {shown.length > 0 && (
          <Button
            look="quiet"
            small
            onClick={() => {
              setAsTable(!asTable);
            }}
          >
            {t(asTable ? "asChart" : "asTable")}
          </Button>
        )}
      </div>
      <p className="mb-3 text-soft">
        {shown.length === 0 ? t("tooLittle") : lowest ? t("lowest", { name: lowest.name, percent: lowest.percent }) : t("alike")}
      </p>
      {shown.length > 0 && !asTable && (
        <div className="h-56" aria-hidden>
          <ResponsiveContainer width="100%" height="100%">
            <BarChart data={shown} margin={{ top: 8, right: 8, bottom: 0, left: -16 }} accessibilityLayer={false}>
              <CartesianGrid vertical={false} stroke="var(--color-line)" />
              <XAxis dataKey="name" interval={0} tickLine={false} stroke="var(--color-soft)" fontSize={13} />
              <YAxis domain={[0, 100]} tickLine={false} axisLine={false} stroke="var(--color-soft)" fontSize={13} />
              <Bar dataKey="percent" fill="var(--color-accent)" radius={4} maxBarSize={48} isAnimationActive={false}>
                <ErrorBar dataKey="reach" width={6} stroke="var(--color-ink)" strokeWidth={1.5} />
              </Bar>
            </BarChart>
          </ResponsiveContainer>
        </div>
      )}
      {shown.length > 0 && (
        <div className={asTable ? "" : "sr-only"}>
          <Table label={title} columns={[first, t("rate"), t("interval"), t("marks")]}>
            {shown.map((bar) => (
              <tr key={bar.name}>
                <th scope="row" className="text-start font-medium">
                  {bar.name}
                </th>
                <td>{t("percent", { percent: bar.percent })}</td>
                <td>{t("between", { low: bar.low, high: bar.high })}</td>
                <td>{formatNumber(bar.counted)}</td>
              </tr>
            ))}
          </Table>
        </div>
      )}
    </section>
  );
}
