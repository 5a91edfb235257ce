import { useTranslation } from "react-i18next";

import { MarkLabel } from "@/components/MarkLabel";
import { Table } from "@/components/Table";
import type { StatusDefinition } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

/** What marks may say, and what each is worth. */
export function StatusTable({ statuses }: { statuses: readonly StatusDefinition[] }) {
  const { t, i18n } = useTranslation("policies");
  const columns = ["name", "kind", "points", "counts", "teachers"] as const;
  return (
    <Table label={t("statuses.title")} columns={columns.map((column) => t(`statuses.${column}`))}>
      {statuses.map((status) => (
        <tr key={status.code}>
          <td className="min-w-32">
            <span className="font-medium break-words">
              {i18n.language === "ne" ? status.label_ne : status.label_en}
            </span>
            <span className="block text-sm text-soft">{status.code}</span>
          </td>
          <td>
            <MarkLabel status={status.kind} />
          </td>
          <td className="tabular-nums">{formatNumber(status.points)}</td>
          <td>{t(status.counts ? "yes" : "no")}</td>
          <td>{t(status.teachers_may_set ? "yes" : "no")}</td>
        </tr>
      ))}
    </Table>
  );
}
