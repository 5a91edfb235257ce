import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ChartCard } from "@/components/ChartCard";
import { Section } from "@/components/Section";
import { Table } from "@/components/Table";
import { Tag } from "@/components/Tag";
import { DetChart } from "@/features/accuracy/components/DetChart";
import { ShareBars } from "@/features/accuracy/components/ShareBars";
import { percentOf, type ShareBar, shareBar } from "@/features/accuracy/shares";
import type { MeasuredSystem } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

const isBar = (bar: ShareBar | null): bar is ShareBar => bar !== null;

/** One encoder: in sentences first, then drawn. */
export function SystemFigures({ system }: { system: MeasuredSystem }) {
  const { t } = useTranslation("accuracy");
  return (
    <Section
      title={system.name}
      purpose={system.description}
      action={
        system.in_use && (
          <Tag icon={CircleCheck} tone="good">
            {t("inUse")}
          </Tag>
        )
      }
    >
      <SystemWords system={system} />
      <div className="mt-6 grid gap-4 lg:grid-cols-2">
        <Rates system={system} />
        <DetChart det={system.det} />
        <Sets system={system} />
        <Sizes system={system} />
      </div>
    </Section>
  );
}

function SystemWords({ system }: { system: MeasuredSystem }) {
  const { t } = useTranslation("accuracy");
  const { rank_1: rank, shipped } = system;
  const between = ({ low, high }: MeasuredSystem["rank_1"]) =>
    low === null || high === null ? "" : t("system.between", { low: percentOf(low), high: percentOf(high) });
  const said = [
    t("system.enrolled", { count: system.people - system.failed_to_enrol }) +
      (system.failed_to_enrol > 0 ? ` ${t("system.failed", { count: system.failed_to_enrol })}` : ""),
    rank.value !== null && t("system.rank1", { percent: percentOf(rank.value), between: between(rank) }),
    shipped.strangers > 0 &&
      t("system.shipped", { count: shipped.strangers, named: shipped.strangers_named, bound: percentOf(shipped.fpir_bound) }),
    shipped.fnir.value !== null &&
      t("system.shippedMissed", { percent: percentOf(shipped.fnir.value), between: between(shipped.fnir) }),
    shipped.wrong_name.value !== null && t("system.wrongName", { percent: percentOf(shipped.wrong_name.value) }),
    shipped.calibrated_on_this_data && t("system.flattered"),
    system.videos > 0 && t("system.videos", { right: system.videos_right, all: system.videos }),
  ];
  return (
    <ul className="flex max-w-3xl list-disc flex-col gap-1 ps-5">
      {said.filter(Boolean).map((sentence) => (
        <li key={String(sentence)}>{sentence}</li>
      ))}
    </ul>
  );
}

function Rates({ system }: { system: MeasuredSystem }) {
  const { t } = useTranslation("accuracy");
  const bars = system.at_rates
    .map((row) =>
      shareBar(t(row.observable ? "rates.name" : "rates.unproved", { percent: percentOf(row.fpir) }), row.fnir),
    )
    .filter(isBar);
  const said = system.at_rates.find((row) => row.fpir === 0.001) ?? system.at_rates[0];
  const unproved = system.at_rates.filter((row) => !row.observable).at(-1);
  if (bars.length === 0 || !said) return null;
  return (
    <ShareBars
      title={t("rates.title")}
      says={t("rates.says", { many: Math.round(1 / said.fpir), percent: percentOf(said.fnir.value ?? 0) })}
      first={t("rates.first")}
      bars={bars}
      note={unproved && t("rates.note", { bound: percentOf(unproved.fpir_bound) })}
    />
  );
}

function Sets({ system }: { system: MeasuredSystem }) {
  const { t } = useTranslation("accuracy");
  const bars = system.sets
    .map((set) => shareBar(set.name, { value: set.fnir, low: null, high: null }))
    .filter(isBar)
    .sort((one, other) => other.percent - one.percent);
  const worst = bars[0];
  if (bars.length < 2 || !worst) return null;
  return (
    <ShareBars
      title={t("sets.title")}
      says={t("sets.says", { name: worst.name, percent: worst.percent })}
      first={t("sets.first")}
      bars={bars}
    />
  );
}

function Sizes({ system }: { system: MeasuredSystem }) {
  const { t } = useTranslation(["accuracy", "charts"]);
  if (system.sizes.length === 0) return null;
  const cell = (share: number | null) => (share === null ? "–" : t("charts:percent", { percent: percentOf(share) }));
  return (
    <ChartCard title={t("sizes.title")} says={t("sizes.says")}>
      <Table label={t("sizes.title")} columns={[t("sizes.first"), t("sizes.at1"), t("sizes.at01")]}>
        {system.sizes.map((size) => (
          <tr key={size.people}>
            <th scope="row" className="text-start font-medium">
              {formatNumber(size.people)}
            </th>
            <td>{cell(size.fnir_at_1_percent)}</td>
            <td>{cell(size.fnir_at_1_permille)}</td>
          </tr>
        ))}
      </Table>
    </ChartCard>
  );
}
