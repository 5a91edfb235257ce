import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Bar, BarChart, CartesianGrid, ErrorBar, ResponsiveContainer, XAxis, YAxis } from "recharts";

import { Button } from "@/components/Button";
import { Table } from "@/components/Table";
import type { ShareBar } from "@/features/accuracy/shares";
import { formatNumber } from "@/lib/format";

interface Props {
  title: string;
  says: string;
  first: string;
  bars: readonly ShareBar[];
  note?: string | undefined;
}

/** Shares side by side with their intervals, what they mean in a sentence, and the same as a table. */
export function ShareBars({ title, says, first, bars, note }: Props) {
  const { t } = useTranslation("accuracy");
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-card border border-line bg-raised p-4">
      <div className="mb-1 flex items-start justify-between gap-3">
        <h3 id={id} className="font-semibold">
          {title}
        </h3>
        <Button
          look="quiet"
          small
          onClick={() => {
            setAsTable(!asTable);
          }}
        >
          {t(asTable ? "asChart" : "asTable")}
        </Button>
      </div>
      <p className="mb-3 text-soft">{says}</p>
      {!asTable && (
        <div className="h-56" aria-hidden>
          <ResponsiveContainer width="100%" height="100%">
            <BarChart data={[...bars]} margin={{ top: 8, right: 8, bottom: 0, left: -16 }} accessibilityLayer={false}>
              <CartesianGrid vertical={false} stroke="var(--color-line)" />
              <XAxis dataKey="name" interval={0} tickLine={false} stroke="var(--color-soft)" fontSize={13} />
              <YAxis tickLine={false} axisLine={false} stroke="var(--color-soft)" fontSize={13} unit=" %" width={72} />
              <Bar dataKey="percent" fill="var(--color-accent)" radius={4} maxBarSize={48} isAnimationActive={false}>
                {bars.some(({ low }) => low !== null) && (
                  <ErrorBar dataKey="reach" width={6} stroke="var(--color-ink)" strokeWidth={1.5} isAnimationActive={false} />
                )}
              </Bar>
            </BarChart>
          </ResponsiveContainer>
        </div>
      )}
      <div className={asTable ? "" : "sr-only"}>
        <Table label={title} columns={[first, t("share"), t("interval")]}>
          {bars.map((bar) => (
            <tr key={bar.name}>
              <th scope="row" className="text-start font-medium">
                {bar.name}
              </th>
              <td>{t("percent", { percent: bar.percent })}</td>
              <td>{bar.low === null || bar.high === null ? "–" : `${formatNumber(bar.low)}–${formatNumber(bar.high)} %`}</td>
            </tr>
          ))}
        </Table>
      </div>
      {note && <p className="mt-3 text-sm text-soft">{note}</p>}
    </section>
  );
}
