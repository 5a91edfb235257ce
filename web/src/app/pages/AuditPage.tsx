import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, ScrollText } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { PagedView } from "@/components/PagedView";
import { PageHeader } from "@/components/PageHeader";
import { auditCsvUrl, auditQuery } from "@/features/audit/api/audit";
import { AuditFilters } from "@/features/audit/components/AuditFilters";
import { AuditEntries } from "@/features/audit/components/AuditEntries";
import { type AuditSearch, filterOf } from "@/features/audit/filter";
import { PersonPicker } from "@/features/people/components/PersonPicker";

export function AuditPage() {
  const { t } = useTranslation("audit");
  const search = useSearch({ from: "/member/audit" });
  const navigate = useNavigate({ from: "/audit" });
  const filter = filterOf(search);
  const entries = useInfiniteQuery(auditQuery(filter));
  const change = (part: AuditSearch) => {
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  };
  return (
    <>
      <PageHeader
        title={t("title")}
        purpose={t("purpose")}
        action={
          <Button asChild>
            <a href={auditCsvUrl(filter)} download>
              <Download size={18} aria-hidden />
              {t("export")}
            </a>
          </Button>
        }
      />
      <AuditFilters
        search={search}
        onChange={change}
        onClear={() => {
          void navigate({ search: {}, replace: true });
        }}
        person={(part) => (
          <PersonPicker
            label={t(part)}
            placeholder={t("anybody")}
            nothing={t("nobodyFound")}
            detail="email"
            id={search[part]}
            onChange={(id) => {
              change({ [part]: id });
            }}
          />
        )}
      />
      <PagedView
        query={entries}
        empty={
          <EmptyState icon={ScrollText} title={t("none")}>
            {t("noneWhy")}
          </EmptyState>
        }
      >
        {(items) => <AuditEntries entries={items} />}
      </PagedView>
    </>
  );
}
