import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, ScrollText } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { LoadMore } from "@/components/LoadMore";
import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { auditCsvUrl, auditQuery } from "@/features/audit/api/audit";
import { AuditFilters } from "@/features/audit/components/AuditFilters";
import { AuditEntries } from "@/features/audit/components/AuditEntries";
import { filterOf } from "@/features/audit/filter";

export function AuditPage() {
  const { t } = useTranslation("audit");
  const search = useSearch({ from: "/member/audit" });
  const navigate = useNavigate({ from: "/audit" });
  const filter = filterOf(search);
  const entries = useInfiniteQuery(auditQuery(filter));
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
        onChange={(change) => {
          void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
        }}
        onClear={() => {
          void navigate({ search: {}, replace: true });
        }}
      />
      <QueryView query={entries}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) {
            return (
              <EmptyState icon={ScrollText} title={t("none")}>
                {t("noneWhy")}
              </EmptyState>
            );
          }
          return (
            <>
              <AuditEntries entries={items} />
              <LoadMore {...entries} />
            </>
          );
        }}
      </QueryView>
    </>
  );
}
