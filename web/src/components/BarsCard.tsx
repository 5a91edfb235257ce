import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Bar, BarChart, CartesianGrid, ErrorBar, ResponsiveContainer, XAxis, YAxis } from "recharts";

import { Button } from "./Button";
import { ChartCard } from "./ChartCard";
import { Table } from "./Table";

/** A share as it is drawn. */
export interface DrawnBar {
  name: string;
  percent: number;
  /** How far its interval goes below and above, in percent; none has no length. */
  reach: [number, number];
  /** What the table says of it, after its name. */
  cells: readonly string[];
}

interface Props {
  title: string;
  says: string;
  bars: readonly DrawnBar[];
  /** Of the table: that of the names, then one for each cell. */
  columns: readonly string[];
  /** The axis reaches to 100 %, else to the longest bar. */
  ofAll?: boolean;
  note?: string | undefined;
}

/** Shares side by side with their intervals, what they mean in a sentence, and the same as a table. */
export function BarsCard({ title, says, bars, columns, ofAll = false, note }: Props) {
  const { t } = useTranslation("charts");
  const [asTable, setAsTable] = useState(false);
  const toggle = bars.length > 0 && (
    <Button
      look="quiet"
      small
      onClick={() => {
        setAsTable(!asTable);
      }}
    >
      {t(asTable ? "asChart" : "asTable")}
    </Button>
  );
  return (
    <ChartCard title={title} says={says} action={toggle}>
      {bars.length > 0 && !asTable && (
        <div className="h-56" aria-hidden>
          <ResponsiveContainer width="100%" height="100%">
            <BarChart data={[...bars]} margin={{ top: 8, right: 8, bottom: 0, left: -16 }} accessibilityLayer={false}>
              <CartesianGrid vertical={false} stroke="var(--color-line)" />
              <XAxis dataKey="name" interval={0} tickLine={false} stroke="var(--color-soft)" fontSize={13} />
              <YAxis
                {...(ofAll && { domain: [0, 100] })}
                tickLine={false}
                axisLine={false}
                stroke="var(--color-soft)"
                fontSize={13}
                unit=" %"
                width={72}
              />
              <Bar dataKey="percent" fill="var(--color-accent)" radius={4} maxBarSize={48} isAnimationActive={false}>
                {bars.some(({ reach: [below, above] }) => below > 0 || above > 0) && (
                  <ErrorBar dataKey="reach" width={6} stroke="var(--color-ink)" strokeWidth={1.5} isAnimationActive={false} />
                )}
              </Bar>
            </BarChart>
          </ResponsiveContainer>
        </div>
      )}
      {bars.length > 0 && (
        <div className={asTable ? "" : "sr-only"}>
          <Table label={title} columns={columns}>
            {bars.map(({ name, cells }) => (
              <tr key={name}>
                <th scope="row" className="text-start font-medium">
                  {name}
                </th>
                {cells.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </Table>
        </div>
      )}
      {note && <p className="mt-3 text-sm text-soft">{note}</p>}
    </ChartCard>
  );
}
