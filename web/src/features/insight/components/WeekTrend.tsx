import { useTranslation } from "react-i18next";
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from "recharts";

import { ChartCard } from "@/components/ChartCard";
import { Table } from "@/components/Table";
import { bars } from "@/features/insight/rates";
import { useRateCells } from "@/features/insight/useRateCells";
import type { AttendancePatterns } from "@/lib/api/types";
import { dayFormat, formatNumber } from "@/lib/format";

/** The rate from week to week within its interval, and whether it rises or falls. */
export function WeekTrend({ weeks, trend }: Pick<AttendancePatterns, "weeks" | "trend">) {
  const { t } = useTranslation("insight");
  const { columns, cellsOf } = useRateCells();
  const shown = bars(weeks.map(({ first_date: first, share }) => ({ name: dayFormat.short(first), share }))).map((bar) => ({
    ...bar,
    between: [bar.low, bar.high],
  }));
  const points = formatNumber(Math.round(Math.abs(trend.change_per_week) * 1000) / 10);
  return (
    <ChartCard title={t("weeks.title")} says={t(`trend.${trend.direction}`, { points, count: trend.weeks })} broad>
      {shown.length > 1 && (
        <>
          <div className="h-56" aria-hidden>
            <ResponsiveContainer width="100%" height="100%">
              <ComposedChart data={shown} margin={{ top: 8, right: 8, bottom: 0, left: -16 }} accessibilityLayer={false}>
                <CartesianGrid vertical={false} stroke="var(--color-line)" />
                <XAxis dataKey="name" tickLine={false} stroke="var(--color-soft)" fontSize={13} />
                <YAxis domain={[0, 100]} tickLine={false} axisLine={false} stroke="var(--color-soft)" fontSize={13} unit=" %" width={72} />
                <Area dataKey="between" stroke="none" fill="var(--color-accent-tint)" isAnimationActive={false} />
                <Line dataKey="percent" stroke="var(--color-accent)" strokeWidth={2} dot={{ r: 3 }} isAnimationActive={false} />
              </ComposedChart>
            </ResponsiveContainer>
          </div>
          <div className="sr-only">
            <Table label={t("weeks.title")} columns={[t("weeks.week"), ...columns]}>
              {shown.map((bar) => (
                <tr key={bar.name}>
                  <th scope="row">{bar.name}</th>
                  {cellsOf(bar).map((cell, column) => (
                    <td key={column}>{cell}</td>
                  ))}
                </tr>
              ))}
            </Table>
          </div>
        </>
      )}
    </ChartCard>
  );
}
