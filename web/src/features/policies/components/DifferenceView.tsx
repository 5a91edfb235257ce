import { ArrowRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { MarkLabel } from "@/components/MarkLabel";
import { Notice } from "@/components/Notice";
import { Row, Rows } from "@/components/Rows";
import { Table } from "@/components/Table";
import type { MarkStatus, PolicyDifference } from "@/lib/api/types";
import { formatNumber, shortDate } from "@/lib/format";

import { isBuiltIn } from "@/features/policies/settings";

const SHOWN_AT_ONCE = 25;

/** What would be different: how many, whose rate, and which marks. */
export function DifferenceView({ difference }: { difference: PolicyDifference }) {
  const { t } = useTranslation("policies");
  const { sessions, marks, changed_total: changed } = difference;
  if (sessions === 0) return <Notice>{t("difference.noSessions")}</Notice>;
  if (changed === 0 && difference.changed_rates_total === 0) {
    return <Notice kind="good">{t("difference.nothing", { marks, sessions })}</Notice>;
  }
  return (
    <div className="flex flex-col gap-5">
      <p className="font-medium">{t("difference.summary", { changed, marks, sessions })}</p>
      {difference.shifts.length > 0 && (
        <Rows aria-label={t("difference.shifts")}>
          {difference.shifts.map((shift) => (
            <Row key={`${shift.from_status}${shift.from_code}>${shift.to_status}${shift.to_code}`}>
              <Change {...shift} />
              <span className="ms-auto tabular-nums">{t("difference.marks", { count: shift.marks })}</span>
            </Row>
          ))}
        </Rows>
      )}
      {difference.rates.length > 0 && (
        <Details
          summary={t("difference.rates", { count: difference.changed_rates_total })}
          items={difference.rates}
          total={difference.changed_rates_total}
        >
          {(rates) => (
            <Table
              label={t("difference.ratesLabel")}
              columns={[t("difference.student"), t("difference.course"), t("difference.rate")]}
            >
              {rates.map((rate) => (
                <tr key={`${rate.student_id}:${rate.course_id}`}>
                  <td className="break-words">{rate.display_name}</td>
                  <td>{rate.course_code}</td>
                  <td className="whitespace-nowrap tabular-nums">
                    <Percent share={rate.from_rate} />
                    <Arrow />
                    <Percent share={rate.to_rate} />
                  </td>
                </tr>
              ))}
            </Table>
          )}
        </Details>
      )}
      {difference.changed.length > 0 && (
        <Details summary={t("difference.changed", { count: changed })} items={difference.changed} total={changed}>
          {(changes) => (
            <Table
              label={t("difference.changedLabel")}
              columns={[t("difference.student"), t("difference.session"), t("difference.change"), t("difference.minutes")]}
            >
              {changes.map((mark) => (
                <tr key={`${mark.session_id}:${mark.student_id}`}>
                  <td className="break-words">{mark.display_name}</td>
                  <td className="whitespace-nowrap">
                    {mark.course_code}, {shortDate(mark.start_time)}
                  </td>
                  <td>
                    <Change {...mark} />
                  </td>
                  <td className="tabular-nums">{formatNumber(mark.minutes_present)}</td>
                </tr>
              ))}
            </Table>
          )}
        </Details>
      )}
    </div>
  );
}

interface ChangeProps {
  from_code: string;
  from_status: MarkStatus;
  to_code: string;
  to_status: MarkStatus;
}

function Change(change: ChangeProps) {
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <One code={change.from_code} status={change.from_status} />
      <Arrow />
      <One code={change.to_code} status={change.to_status} />
    </span>
  );
}

function One({ code, status }: { code: string; status: MarkStatus }) {
  return (
    <>
      <MarkLabel status={status} />
      {code && !isBuiltIn(code) && <span className="text-sm text-soft">{code}</span>}
    </>
  );
}

function Arrow() {
  const { t } = useTranslation("policies");
  return <ArrowRight size={16} className="mx-1 inline text-soft" aria-label={t("difference.becomes")} />;
}

function Percent({ share }: { share: number | null }) {
  const { t } = useTranslation("policies");
  return share === null ? <>–</> : <>{t("difference.percent", { percent: Math.round(share * 1000) / 10 })}</>;
}

interface DetailsProps<Item> {
  summary: string;
  items: readonly Item[];
  /** How many there are, of which not all may have been told. */
  total: number;
  children: (shown: readonly Item[]) => ReactNode;
}

/** A long list, closed at first and opened bit by bit. */
function Details<Item>({ summary, items, total, children }: DetailsProps<Item>) {
  const { t } = useTranslation("policies");
  const [count, setCount] = useState(SHOWN_AT_ONCE);
  return (
    <details>
      <summary className="mb-3 cursor-pointer font-medium text-accent">{summary}</summary>
      {children(items.slice(0, count))}
      {count < items.length && (
        <div className="mt-3">
          <Button
            small
            onClick={() => {
              setCount(count + SHOWN_AT_ONCE);
            }}
          >
            {t("loadMore", { ns: "common" })}
          </Button>
        </div>
      )}
      {count >= items.length && items.length < total && (
        <p className="mt-2 text-sm text-soft">{t("difference.cut", { shown: items.length, total })}</p>
      )}
    </details>
  );
}
