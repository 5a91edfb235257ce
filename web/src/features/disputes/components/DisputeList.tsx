import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Scale } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ChoiceBar } from "@/components/ChoiceBar";
import { EmptyState } from "@/components/EmptyState";
import { PagedView } from "@/components/PagedView";
import { ROW_LINK, Rows } from "@/components/Rows";
import { disputesQuery, type Filter } from "@/features/disputes/api/disputes";
import { DisputeStateTag } from "@/features/disputes/components/DisputeStateTag";
import type { Dispute, Role } from "@/lib/api/types";
import { dateAndClock, shortDate } from "@/lib/format";

interface Props {
  role: Role;
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

/** Disputes, those first that are due first. */
export function DisputeList({ role, filter, onFilter }: Props) {
  const { t } = useTranslation("disputes");
  const list = useInfiniteQuery(disputesQuery(filter));
  const first = list.data?.pages[0];
  const filters: Filter[] = role === "student" ? [] : role === "admin" ? ["open", "overdue", "all"] : ["open", "all"];
  return (
    <>
      {filters.length > 0 && (
        <div className="mb-4">
          <ChoiceBar
            label={t("list.filter")}
            value={filter}
            choices={filters.map((value) => ({
              value,
              label: value === "all" ? t("list.all") : t(`list.${value}`, { count: first?.[`${value}_count`] ?? 0 }),
            }))}
            onChoose={onFilter}
          />
        </div>
      )}
      <PagedView
        query={list}
        empty={
          <EmptyState icon={Scale} title={t(role === "student" ? "list.noneMine" : "list.none")}>
            {role === "student" ? t("list.noneMineWhy") : null}
          </EmptyState>
        }
      >
        {(items) => (
          <Rows>
            {items.map((dispute) => (
              <li key={dispute.dispute_id}>
                <Link to="/disputes/$disputeId" params={{ disputeId: dispute.dispute_id }} className={ROW_LINK}>
                  <DisputeRow dispute={dispute} withName={role !== "student"} />
                </Link>
              </li>
            ))}
          </Rows>
        )}
      </PagedView>
    </>
  );
}

function DisputeRow({ dispute, withName }: { dispute: Dispute; withName: boolean }) {
  const { t } = useTranslation(["disputes", "common"]);
  const { session } = dispute;
  const about = `${session.course_code} · ${dateAndClock(session.start_time)}`;
  return (
    <>
      <span className="min-w-48 flex-1">
        <span className="block font-medium break-words">{withName ? dispute.mark.display_name : about}</span>
        <span className="block text-sm text-soft">
          {[
            withName ? about : "",
            t("list.claim", {
              from: t(`common:status.${dispute.disputed_status}`),
              to: t(`common:status.${dispute.wanted_status}`),
            }),
            dispute.state === "open" ? t("list.due", { day: shortDate(dispute.due_time) }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      <DisputeStateTag dispute={dispute} />
    </>
  );
}
