import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { noticesQuery, setNotices } from "@/features/notices/api/settings";
import type { NoticeSettings } from "@/lib/api/types";

const WAYS = ["mail", "push"] as const;
type Kind = "at_risk" | "marked_absent";

interface Props {
  personId: string;
  /** Only students are marked. */
  kinds: readonly Kind[];
}

/** Each kind of notice, by each way. */
export function NoticeChoices({ personId, kinds }: Props) {
  const { t } = useTranslation("notices");
  const queryClient = useQueryClient();
  const notices = useQuery(noticesQuery(personId));
  const [chosen, setChosen] = useState<NoticeSettings>(); // shown at once, and what the next choice begins from
  const change = useMutation({
    scope: { id: `notices ${personId}` }, // one after another: the last word stays the last
    mutationFn: (wanted: NoticeSettings) => setNotices(personId, wanted),
    onSuccess: (settings) => {
      queryClient.setQueryData(noticesQuery(personId).queryKey, settings);
    },
    onError: () => {
      setChosen(undefined);
    },
  });
  const choose = (wanted: NoticeSettings) => {
    setChosen(wanted);
    change.mutate(wanted);
  };
  return (
    <QueryView query={notices}>
      {(settings) => {
        const shown = chosen ?? settings;
        return (
          <div className="flex flex-col gap-6">
            {kinds.map((kind) => (
              <fieldset key={kind}>
                <legend className="font-medium">{t(`kinds.${kind}`)}</legend>
                <p className="text-sm text-soft">{t(`kindWhy.${kind}`)}</p>
                <div className="mt-1 flex flex-wrap gap-x-8">
                  {WAYS.map((way) => (
                    <label key={way} className="flex min-h-10 items-center gap-3">
                      <input
                        type="checkbox"
                        className="size-5 accent-accent"
                        checked={shown[kind][way]}
                        onChange={(event) => {
                          choose({ ...shown, [kind]: { ...shown[kind], [way]: event.target.checked } });
                        }}
                      />
                      {t(`ways.${way}`)}
                    </label>
                  ))}
                </div>
              </fieldset>
            ))}
            {change.error && <ProblemNotice error={change.error} />}
          </div>
        );
      }}
    </QueryView>
  );
}
