import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Row, Rows } from "@/components/Rows";
import { Table } from "@/components/Table";
import type { AuditEntry } from "@/lib/api/types";
import { dateAndClock } from "@/lib/format";

interface Props {
  entries: readonly AuditEntry[];
}

/** Who did what to whom, newest first: a table, and on a small screen a list. */
export function AuditEntries({ entries }: Props) {
  return (
    <>
      <div className="max-sm:hidden">
        <AuditTable entries={entries} />
      </div>
      <div className="sm:hidden">
        <AuditList entries={entries} />
      </div>
    </>
  );
}

function AuditList({ entries }: Props) {
  const { t } = useTranslation("audit");
  const wordsOf = useWords();
  return (
    <Rows aria-label={t("title")}>
      {entries.map((entry) => (
        <Row key={entry.entry_id}>
          <div className="min-w-0 py-1">
            <p className="font-medium">{wordsOf(entry.action)}</p>
            <p>
              <Named id={entry.actor} name={entry.actor_name} nobody={t("nobody")} />
              {entry.subject && entry.subject !== entry.actor && (
                <>
                  {" → "}
                  <Named id={entry.subject} name={entry.subject_name} nobody="–" />
                </>
              )}
            </p>
            <p className="text-sm break-words text-soft">{details(entry)}</p>
          </div>
        </Row>
      ))}
    </Rows>
  );
}

function AuditTable({ entries }: Props) {
  const { t } = useTranslation("audit");
  const wordsOf = useWords();
  return (
    <Table label={t("title")} columns={[t("who"), t("what"), t("whom")]}>
      {entries.map((entry) => (
        <tr key={entry.entry_id}>
          <td className="w-1/4">
            <Named id={entry.actor} name={entry.actor_name} nobody={t("nobody")} />
          </td>
          <td title={entry.action}>
            {wordsOf(entry.action)}
            <span className="block text-sm break-words text-soft">{details(entry)}</span>
          </td>
          <td className="w-1/4">
            <Named id={entry.subject} name={entry.subject_name} nobody="–" />
          </td>
        </tr>
      ))}
    </Table>
  );
}

const details = (entry: AuditEntry) => [dateAndClock(entry.record_time), entry.note].filter(Boolean).join(" · ");

function useWords(): (action: string) => string {
  const { t, i18n } = useTranslation("audit");
  return (action) => {
    const key = `actions.${action.replaceAll(".", "-")}`;
    return i18n.exists(key, { ns: "audit" }) ? t(key as "who") : action;
  };
}

function Named({ id, name, nobody }: { id: string; name: string; nobody: string }) {
  if (!id) return nobody;
  if (!name) return <span className="text-sm break-all">{id}</span>;
  return (
    <Link to="/people/$personId" params={{ personId: id }} className="text-accent underline decoration-accent/40 underline-offset-4 hover:decoration-accent">
      {name}
    </Link>
  );
}
