import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Table } from "@/components/Table";
import { Tag } from "@/components/Tag";
import { bytes, milliseconds } from "@/features/system/bytes";
import { shortTime } from "@/features/system/useFindingWords";
import type { ReplicaHealth, ServiceHealth } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

const STATES = {
  serving: { icon: CircleCheck, tone: "good" },
  not_serving: { icon: CircleDashed, tone: "warn" },
  unreachable: { icon: CircleX, tone: "bad" },
} as const;
const EXACT_SECONDS = 0.5;

/** Every process there is: does it answer, which version, since when, with which database and clock. */
export function ServiceTable({ services }: { services: readonly ServiceHealth[] }) {
  const { t } = useTranslation("system");
  const columns = (["name", "state", "version", "since", "database", "clock"] as const).map((one) => t(`services.columns.${one}`));
  return (
    <Table label={t("services.title")} columns={columns}>
      {services.flatMap(({ process, replicas }) =>
        replicas.length === 0
          ? [
              <tr key={process}>
                <th scope="row" className="text-start font-medium">
                  {t(`process.${process}`)}
                </th>
                <td colSpan={columns.length - 1}>{t("services.none")}</td>
              </tr>,
            ]
          : replicas.map((replica) => (
              <tr key={`${process}${replica.name}`}>
                <th scope="row" className="text-start font-medium">
                  {t(`process.${process}`)}
                  <span className="block text-sm font-normal text-soft">{replica.name}</span>
                </th>
                <td className="whitespace-nowrap">
                  <Tag {...STATES[replica.state]}>{t(`services.${replica.state}`)}</Tag>
                  {replica.state !== "serving" && (
                    <span className="block text-sm text-soft">{t("services.sinceTime", { time: shortTime(replica.since) })}</span>
                  )}
                </td>
                <td>{replica.version || "–"}</td>
                <td className="whitespace-nowrap">{replica.start_time ? shortTime(replica.start_time) : "–"}</td>
                <td className="min-w-56">
                  <DatabaseWords database={replica.database} />
                </td>
                <td className="whitespace-nowrap">
                  <ClockWords ahead={replica.clock_ahead_seconds} />
                </td>
              </tr>
            )),
      )}
    </Table>
  );
}

function DatabaseWords({ database }: Pick<ReplicaHealth, "database">) {
  const { t } = useTranslation("system");
  if (!database) return "–";
  if (!database.reachable) return t("services.databaseAway");
  return t("services.database", {
    version: database.version.split(" ")[0],
    ms: milliseconds(database.answer_seconds),
    size: bytes(database.size_bytes),
    migration: database.newest_migration,
  });
}

function ClockWords({ ahead }: { ahead: number | null }) {
  const { t } = useTranslation("system");
  if (ahead === null) return "–";
  const seconds = formatNumber(Math.round(Math.abs(ahead) * 10) / 10);
  if (Math.abs(ahead) < EXACT_SECONDS) return t("services.exact");
  return t(ahead > 0 ? "services.ahead" : "services.behind", { seconds });
}
