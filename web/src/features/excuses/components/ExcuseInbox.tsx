import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { ArrowLeft, Inbox } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChoiceBar } from "@/components/ChoiceBar";
import { EmptyState } from "@/components/EmptyState";
import { LoadMore } from "@/components/LoadMore";
import { QueryView } from "@/components/QueryView";
import { ROW_LINK, Rows } from "@/components/Rows";
import { excuseQuery, excusesQuery } from "@/features/excuses/api/excuses";
import { DecideExcuse } from "@/features/excuses/components/DecideExcuse";
import { ExcuseDetail } from "@/features/excuses/components/ExcuseDetail";
import { ExcuseRow } from "@/features/excuses/components/ExcuseRow";
import type { Course, Excuse } from "@/lib/api/types";
import { isShortcut } from "@/lib/shortcut";

interface Props {
  chosen: string | undefined;
  waitingOnly: boolean;
  courses: readonly Course[];
  onChoose: (excuseId: string | undefined) => void;
  onFilter: (waitingOnly: boolean) => void;
}

/** Excuses to decide on, one after another: A approves, D asks why not, J and K lead to the next and the one before. */
export function ExcuseInbox({ chosen, waitingOnly, courses, onChoose, onFilter }: Props) {
  const { t } = useTranslation("excuses");
  const list = useInfiniteQuery(excusesQuery(waitingOnly ? "requested" : null));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const approve = useRef<HTMLButtonElement>(null);
  const note = useRef<HTMLTextAreaElement>(null);
  const rows = useRef<HTMLUListElement>(null);

  const step = (by: number) => {
    const at = items.findIndex((one) => one.excuse_id === chosen);
    const next = items[Math.min(items.length - 1, Math.max(0, at + by))];
    if (!next) return;
    onChoose(next.excuse_id);
    rows.current?.querySelector<HTMLElement>(`[data-excuse="${next.excuse_id}"]`)?.focus();
  };
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    if (!isShortcut(event)) return;
    const actions: Record<string, (() => void) | undefined> = {
      a: () => approve.current?.click(),
      d: () => note.current?.focus(),
      j: () => {
        step(1);
      },
      k: () => {
        step(-1);
      },
    };
    const action = actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  };
  const onDecided = (decided: Excuse) => {
    const at = items.findIndex((one) => one.excuse_id === decided.excuse_id);
    const next = [...items.slice(at + 1), ...items.slice(0, at)].find((one) => one.state === "requested");
    onChoose(next?.excuse_id);
    if (next) rows.current?.querySelector<HTMLElement>(`[data-excuse="${next.excuse_id}"]`)?.focus();
  };

  return (
    // keys act while the keyboard is in the inbox and in no field
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it hears keys of the buttons inside
    <section aria-label={t("inbox.title")} onKeyDown={onKey} data-wide>
      <div className={clsx("mb-4 flex flex-wrap items-center justify-between gap-3", chosen && "max-lg:hidden")}>
        <ChoiceBar
          label={t("inbox.filter")}
          value={waitingOnly ? "waiting" : "all"}
          choices={[
            { value: "waiting", label: t("inbox.waiting") },
            { value: "all", label: t("inbox.all") },
          ]}
          onChoose={(value) => {
            onFilter(value === "waiting");
          }}
        />
        <p className="text-sm text-soft pointer-coarse:hidden">{t("inbox.keys")}</p>
      </div>
      <QueryView query={list}>
        {() =>
          items.length === 0 && !chosen ? (
            <EmptyState icon={Inbox} title={waitingOnly ? t("inbox.noneWaiting") : t("inbox.none")} />
          ) : (
            <div className="grid items-start gap-8 lg:grid-cols-[24rem_minmax(0,1fr)]">
              <div className={clsx(chosen && "max-lg:hidden")}>
                <Rows ref={rows}>
                  {items.map((excuse) => (
                    <li key={excuse.excuse_id}>
                      <button
                        type="button"
                        data-excuse={excuse.excuse_id}
                        aria-current={excuse.excuse_id === chosen || undefined}
                        className={clsx(ROW_LINK, "w-full text-start aria-[current=true]:bg-accent-tint")}
                        onClick={() => {
                          onChoose(excuse.excuse_id);
                        }}
                      >
                        <ExcuseRow excuse={excuse} withName />
                      </button>
                    </li>
                  ))}
                </Rows>
                <LoadMore {...list} />
              </div>
              {chosen && (
                <div className="min-w-0">
                  <Button
                    look="quiet"
                    small
                    className="mb-4 lg:hidden"
                    onClick={() => {
                      onChoose(undefined);
                    }}
                  >
                    <ArrowLeft size={16} aria-hidden />
                    {t("inbox.back")}
                  </Button>
                  <Chosen key={chosen} excuseId={chosen} courses={courses} approve={approve} note={note} onDecided={onDecided} />
                </div>
              )}
            </div>
          )
        }
      </QueryView>
    </section>
  );
}

interface ChosenProps {
  excuseId: string;
  courses: readonly Course[];
  approve: React.Ref<HTMLButtonElement>;
  note: React.Ref<HTMLTextAreaElement>;
  onDecided: (excuse: Excuse) => void;
}

function Chosen({ excuseId, courses, approve, note, onDecided }: ChosenProps) {
  const { t } = useTranslation("excuses");
  const query = useQuery(excuseQuery(excuseId));
  return (
    <QueryView query={query}>
      {(excuse) => (
        <ExcuseDetail excuse={excuse} courses={courses}>
          {excuse.may_decide ? (
            <DecideExcuse excuse={excuse} approveButton={approve} noteField={note} onDecided={onDecided} />
          ) : (
            <p className="text-soft">{t("notYours")}</p>
          )}
        </ExcuseDetail>
      )}
    </QueryView>
  );
}
