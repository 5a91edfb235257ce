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
import { PersonState } from "@/features/people/components/PersonState";
import { usePeopleList } from "@/features/people/usePeopleList";
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
  const people = usePeopleList({ query, role });
  return (
    <QueryView query={people.head} skeleton={<Skeleton rows={8} />}>
      {({ total }) => {
        if (total === 0 && query) {
          return (
            <EmptyState icon={Users} title={t("list.noneFound", { query })}>
              {t("list.searchAgain")}
            </EmptyState>
          );
        }
        if (total === 0) {
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
            <WindowList key={`${role}:${query}`} label={t(`roles.${role}`)} count={total} rowPx={ROW_PX} onView={people.look}>
              {(index) => {
                const person = people.personAt(index);
                return person ? <PersonRow person={person} /> : <RowToCome />;
              }}
            </WindowList>
            {people.trouble && (
              <div className="sticky bottom-4 mt-4">
                <ProblemNotice error={people.trouble.error} onRetry={people.trouble.retry} />
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

/** The place of somebody whose page of the list is on its way, as high as most are. */
function RowToCome() {
  const { t } = useTranslation();
  return (
    <span className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <span className="sr-only">{t("loading")}</span>
      <span className="size-8 shrink-0 rounded-full bg-hover" aria-hidden />
      <span className="min-w-40 flex-1" aria-hidden>
        <span className="block h-6 w-48 max-w-full py-1.5">
          <span className="block h-full rounded-full bg-hover" />
        </span>
        <span className="block h-5" />
      </span>
      <span className="h-6 w-28 rounded-full bg-hover" aria-hidden />
    </span>
  );
}
