import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { PagedView } from "@/components/PagedView";
import { Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { type PolicyPlace, policyVersionsQuery } from "@/features/policies/api/policies";
import type { PolicyVersion } from "@/lib/api/types";
import { dateAndClock, formatList } from "@/lib/format";

import { changedSettings } from "@/features/policies/settings";

interface Props {
  place: PolicyPlace;
  /** A person by their name. */
  author: (personId: string) => ReactNode;
}

/** Every version there was, newest first: who changed what, when and why. */
export function VersionList({ place, author }: Props) {
  const { t } = useTranslation("policies");
  const versions = useInfiniteQuery(policyVersionsQuery(place));
  return (
    <Section title={t("versions.title")} purpose={t("versions.purpose")}>
      <PagedView query={versions} empty={<p className="text-soft">{t("versions.none")}</p>}>
        {(items) => (
          <Rows aria-label={t("versions.title")}>
            {items.map((version, index) => (
              <li key={version.version} className="px-4 py-3">
                <p className="flex flex-wrap items-baseline gap-x-3">
                  <span className="font-medium">{t("versions.number", { number: version.version })}</span>
                  <time dateTime={version.create_time} className="text-sm text-soft">
                    {dateAndClock(version.create_time)}
                  </time>
                  <span className="text-sm text-soft">{author(version.author)}</span>
                </p>
                <p className="mt-1 text-sm break-words">
                  <Changed version={version} before={items[index + 1]} />
                </p>
                {version.note && <p className="mt-1 break-words">“{version.note}”</p>}
              </li>
            ))}
          </Rows>
        )}
      </PagedView>
    </Section>
  );
}

function Changed({ version, before }: { version: PolicyVersion; before: PolicyVersion | undefined }) {
  const { t } = useTranslation("policies");
  if (!before && version.version > 1) return null; // the one before is on the next page
  const names = changedSettings(before?.settings ?? {}, version.settings).map((name) => t(`setting.${name}`));
  if (names.length === 0) return t("versions.same");
  return t("versions.changed", { what: formatList(names) });
}
