import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { CONTROL } from "@/components/Field";
import { Initials } from "@/components/Initials";
import type { Mark } from "@/lib/api/types";

interface Props {
  roster: ReadonlyMap<string, Mark>;
  onPick: (personId: string) => void;
  onCancel: () => void;
}

/** Finds somebody on the session's roster by name or number. */
export function RosterPicker({ roster, onPick, onCancel }: Props) {
  const { t } = useTranslation(["reviews", "common"]);
  const [text, setText] = useState("");
  const id = useId();
  const wanted = text.trim().toLocaleLowerCase();
  const found = [...roster.values()]
    .filter((mark) => `${mark.display_name} ${mark.student_number}`.toLocaleLowerCase().includes(wanted))
    .sort((a, b) => a.display_name.localeCompare(b.display_name));
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="font-medium">
        {t("pick.label")}
      </label>
      <input
        id={id}
        type="search"
        // eslint-disable-next-line jsx-a11y/no-autofocus -- the field takes the place of the button that was pressed
        autoFocus
        value={text}
        placeholder={t("pick.hint")}
        onChange={(event) => {
          setText(event.target.value);
        }}
        className={CONTROL}
      />
      <ul aria-label={t("pick.label")} className="max-h-60 divide-y divide-line overflow-y-auto rounded-card border border-line">
        {found.map((mark) => (
          <li key={mark.student_id}>
            <button
              type="button"
              onClick={() => {
                onPick(mark.student_id);
              }}
              className="flex min-h-11 w-full items-center gap-3 px-3 text-start hover:bg-hover focus-visible:-outline-offset-2"
            >
              <Initials name={mark.display_name} />
              <span className="min-w-0 flex-1 truncate">{mark.display_name}</span>
              <span className="text-sm text-soft">{mark.student_number}</span>
            </button>
          </li>
        ))}
        {found.length === 0 && <li className="px-3 py-4 text-soft">{t("pick.none")}</li>}
      </ul>
      <Button look="quiet" small className="self-start" onClick={onCancel}>
        {t("pick.back")}
      </Button>
    </div>
  );
}
