import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Users } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { Initials } from "@/components/Initials";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { ROW_LINK } from "@/components/Rows";
import { Skeleton } from "@/components/Skeleton";
import { WindowList } from "@/components/WindowList";
import { peopleQuery } from "@/features/people/api/people";
import { PersonState } from "@/features/people/components/PersonState";
import type { Person, Role } from "@/lib/api/types";

const ROW_PX = 65;

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
    <QueryView query={people} skeleton={<Skeleton rows={8} />}>
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
            <WindowList
              key={`${role}:${query}`}
              label={t(`roles.${role}`)}
              count={people.hasNextPage ? Math.max(total, items.length + 1) : items.length}
              loaded={items.length}
              rowPx={ROW_PX}
              onWanted={() => {
                if (!people.isFetchingNextPage) void people.fetchNextPage();
              }}
            >
              {(index) => {
                const person = items[index];
                return person ? <PersonRow person={person} /> : <RowToCome />;
              }}
            </WindowList>
            {people.isFetchNextPageError && (
              <div className="mt-4">
                <ProblemNotice error={people.error} onRetry={() => void people.fetchNextPage()} />
              </div>
            )}
          </>
        );
      }}
    </QueryView>
  );
}

function PersonRow({ person }: { person: Person }) {
  return (
      <Link to="/people/$personId" params={{ personId: person.person_id }} className={ROW_LINK}>
        <Initials name={person.display_name} />
        <span className="min-w-40 flex-1">
          <span className="block truncate font-medium">{person.display_name}</span>
          <span className="block truncate text-sm text-soft">
            {[person.student_number, person.email].filter(Boolean).join(" · ")}
          </span>
        </span>
        <PersonState person={person} />
      </Link>
  );
}

/** The place of somebody whose page of the list is on its way. */
function RowToCome() {
  return (
    <span className="flex items-center gap-4 px-4" style={{ height: ROW_PX }} aria-hidden>
      <span className="size-9 rounded-full bg-hover" />
      <span className="h-3 w-48 rounded-full bg-hover" />
    </span>
  );
}
