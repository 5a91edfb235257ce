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
import { useMedia } from "@/lib/useMedia";

// a row is as high as all others, or the end of a long list would not be where the scroll bar says
const ROW_PX = 65;
const NARROW = "(width < 28rem)"; // where states stand below the name, as `max-[28rem]` has it
const NARROW_ROW_PX = 89;
const ROW = `${ROW_LINK} max-[28rem]:min-h-22`;
const STATE = "max-[28rem]:min-h-6 max-[28rem]:basis-full";

interface Props {
  query: string;
  role: Role;
  /** How to begin when there is nobody yet. */
  firstStep?: ReactNode;
}

export function PeopleList({ query, role, firstStep }: Props) {
  const { t } = useTranslation("people");
  const people = usePeopleList({ query, role });
  const isNarrow = useMedia(NARROW);
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
            <WindowList
              key={`${role}:${query}:${isNarrow}`}
              label={t(`roles.${role}`)}
              count={total}
              rowPx={isNarrow ? NARROW_ROW_PX : ROW_PX}
              onView={people.look}
            >
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
      <Link to="/people/$personId" params={{ personId: person.person_id }} className={ROW}>
        <Initials name={person.display_name} />
        <span className="min-w-40 flex-1 3xl:flex 3xl:items-baseline 3xl:gap-6">
          <span className="block truncate font-medium 3xl:w-128 3xl:shrink-0">{person.display_name}</span>
          <span className="block truncate text-sm text-soft">
            {[person.student_number, person.email].filter(Boolean).join(" · ")}
          </span>
        </span>
        <span className={STATE}>
          <PersonState person={person} />
        </span>
      </Link>
  );
}

/** The place of somebody whose page of the list is on its way, as high as most are. */
function RowToCome() {
  const { t } = useTranslation();
  return (
    <span className={ROW}>
      <span className="sr-only">{t("loading")}</span>
      <span className="size-8 shrink-0 rounded-full bg-hover" aria-hidden />
      <span className="min-w-40 flex-1" aria-hidden>
        <span className="block h-6 w-48 max-w-full py-1.5">
          <span className="block h-full rounded-full bg-hover" />
        </span>
        <span className="block h-5" />
      </span>
      <span className={STATE} aria-hidden>
        <span className="block h-6 w-28 rounded-full bg-hover" />
      </span>
    </span>
  );
}
