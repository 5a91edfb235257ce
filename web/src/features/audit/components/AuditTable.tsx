import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Table } from "@/components/Table";
import type { AuditEntry } from "@/lib/api/types";
import { dateAndClock } from "@/lib/format";

/** Who did what to whom, newest first. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const { t, i18n } = useTranslation("audit");
  return (
    <Table label={t("title")} columns={[t("who"), t("what"), t("whom")]}>
      {entries.map((entry) => (
        <tr key={entry.entry_id}>
          <td className="w-1/4">
            <Named id={entry.actor} name={entry.actor_name} nobody={t("nobody")} />
          </td>
          <td title={entry.action}>
            {wordsOf(entry.action)}
            <span className="block text-sm break-words text-soft">
              {[dateAndClock(entry.record_time), entry.note].filter(Boolean).join(" · ")}
            </span>
          </td>
          <td className="w-1/4">
            <Named id={entry.subject} name={entry.subject_name} nobody="–" />
          </td>
        </tr>
      ))}
    </Table>
  );

  function wordsOf(action: string): string {
    const key = `actions.${action.replaceAll(".", "-")}`;
    return i18n.exists(key, { ns: "audit" }) ? t(key as "who") : action;
  }
}

function Named({ id, name, nobody }: { id: string; name: string; nobody: string }) {
  if (!id) return nobody;
  if (!name) return <span className="font-mono text-sm break-all">{id}</span>;
  return (
    <Link to="/people/$personId" params={{ personId: id }} className="text-accent hover:underline">
      {name}
    </Link>
  );
}
