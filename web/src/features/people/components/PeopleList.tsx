import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Users } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { Initials } from "@/components/Initials";
import { LoadMore } from "@/components/LoadMore";
import { QueryView } from "@/components/QueryView";
import { ROW_LINK, Rows } from "@/components/Rows";
import { peopleQuery } from "@/features/people/api/people";
import { PersonState } from "@/features/people/components/PersonState";
import type { Person, Role } from "@/lib/api/types";

interface Props {
  query: string;
  role: Role;
  /** How to begin when there is nobody yet. */
  firstStep?: ReactNode;
}

export function PeopleList({ query, role, firstStep }: Props) {
  const { t } = useTranslation("people");
  const people = useInfiniteQuery(peopleQuery({ query, role }));
  return (
    <QueryView query={people}>
      {({ pages }) => {
        const total = pages[0]?.total ?? 0;
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0 && query) {
          return (
            <EmptyState icon={Users} title={t("list.noneFound", { query })}>
              {t("list.searchAgain")}
            </EmptyState>
          );
        }
        if (items.length === 0) {
          return (
            <EmptyState icon={Users} title={t(`list.empty.${role}`)} action={firstStep}>
              {t(`list.emptyWhy.${role}`)}
            </EmptyState>
          );
        }
        return (
          <>
            <p className="mb-2 text-sm text-soft" role="status">
              {t(`list.total.${role}`, { count: total })}
            </p>
            <Rows aria-label={t(`roles.${role}`)}>
              {items.map((person) => (
                <PersonRow key={person.person_id} person={person} />
              ))}
            </Rows>
            <LoadMore {...people} />
          </>
        );
      }}
    </QueryView>
  );
}

function PersonRow({ person }: { person: Person }) {
  return (
    <li>
      <Link to="/people/$personId" params={{ personId: person.person_id }} className={ROW_LINK}>
        <Initials name={person.display_name} />
        <span className="min-w-40 flex-1">
          <span className="block truncate font-medium">{person.display_name}</span>
          <span className="block truncate text-sm text-soft">{person.email}</span>
        </span>
        {person.student_number && <span className="text-sm text-soft">{person.student_number}</span>}
        <PersonState person={person} />
      </Link>
    </li>
  );
}
