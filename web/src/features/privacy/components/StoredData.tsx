import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { Skeleton } from "@/components/Skeleton";
import { personalDataQuery } from "@/features/privacy/api/personalData";
import type { PersonalDataSet } from "@/lib/api/types";

const SERVICES = ["identity", "attendance", "recognition"] as const;

/** What is stored, by what it is for; the services themselves count it and say how long they keep it. */
export function StoredData({ personId }: { personId: string }) {
  const { t } = useTranslation("privacy");
  const stored = useQuery(personalDataQuery(personId));
  return (
    <QueryView query={stored} skeleton={<Skeleton rows={8} />}>
      {({ items }) =>
        SERVICES.map((service) => (
          <Section key={service} title={t(`service.${service}`)}>
            <Stored label={t(`service.${service}`)} items={items.filter((one) => one.service === service)} />
          </Section>
        ))
      }
    </QueryView>
  );
}

function Stored({ label, items }: { label: string; items: readonly PersonalDataSet[] }) {
  const { t } = useTranslation("privacy");
  const what = useWhat();
  const there = items.filter((one) => one.entries > 0);
  const missing = items.filter((one) => one.entries === 0);
  return (
    <>
      {there.length > 0 && (
        <Rows aria-label={label}>
          {there.map((one) => (
            <Row key={one.name} className="justify-between">
              <span className="min-w-56 flex-1">
                <span className="block font-medium break-words">{what(one)}</span>
                <span className="block text-sm text-soft">{t("keptLabel", { long: t(`kept.${one.kept}`, { count: one.kept_days }) })}</span>
              </span>
              <span className="text-soft">{t("entries", { count: one.entries })}</span>
            </Row>
          ))}
        </Rows>
      )}
      {missing.length > 0 && (
        <p className="mt-3 max-w-3xl text-sm text-soft">{t("nothing", { what: missing.map(what).join(" · ") })}</p>
      )}
    </>
  );
}

/** What a kind of thing is called; a newer service's own name where this page has no words for it. */
function useWhat(): (one: PersonalDataSet) => string {
  const { t, i18n } = useTranslation("privacy");
  return ({ name }) => (i18n.exists(`set.${name}`, { ns: "privacy" }) ? t(`set.${name as "person"}`) : name);
}
