import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { LoadMore } from "@/components/LoadMore";
import { QueryView } from "@/components/QueryView";
import { Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { lookAlikesQuery } from "@/features/training/api/gallery";
import { LookAlikeRow } from "@/features/training/components/LookAlikeRow";

/** People who look so alike that one could be taken for the other, for somebody to say what it is. */
export function LookAlikes() {
  const { t } = useTranslation("training");
  const pairs = useInfiniteQuery(lookAlikesQuery);
  return (
    <QueryView query={pairs}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return null;
        return (
          <Section title={t("alike.title")} purpose={t("alike.purpose")}>
            <Rows>
              {items.map((pair) => (
                <LookAlikeRow key={`${pair.first_person_id}/${pair.second_person_id}`} pair={pair} />
              ))}
            </Rows>
            <LoadMore {...pairs} />
          </Section>
        );
      }}
    </QueryView>
  );
}
