import { useInfiniteQuery } from "@tanstack/react-query";
import { Mail } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { LoadMore } from "@/components/LoadMore";
import { Notice } from "@/components/Notice";
import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { mailsQuery } from "@/features/mail/api/mails";
import { MailRows } from "@/features/mail/components/MailRows";

export function OutboxPage() {
  const { t } = useTranslation("mail");
  const mails = useInfiniteQuery(mailsQuery);
  return (
    <>
      <PageHeader title={t("title")} purpose={t("purpose")} />
      <QueryView query={mails}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          const hasServer = pages[0]?.server_configured === true;
          return (
            <div className="flex flex-col gap-6">
              <Notice>{hasServer ? t("server") : t("noServer")}</Notice>
              {items.length === 0 ? (
                <EmptyState icon={Mail} title={t("none")}>
                  {t("noneWhy")}
                </EmptyState>
              ) : (
                <div>
                  <MailRows mails={items} canOpen={!hasServer} />
                  <LoadMore {...mails} />
                </div>
              )}
            </div>
          );
        }}
      </QueryView>
    </>
  );
}
