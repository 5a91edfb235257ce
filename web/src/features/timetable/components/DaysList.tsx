import { useQueryClient } from "@tanstack/react-query";
import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmButton } from "@/components/ConfirmButton";
import { IconButton } from "@/components/IconButton";
import { Modal } from "@/components/Modal";
import { Row, Rows } from "@/components/Rows";
import { type DaysContent, DaysForm, type GivenDays } from "@/features/timetable/components/DaysForm";
import { daysText } from "@/lib/format";

type Item = GivenDays & { id: string };

interface Props {
  label: string;
  none: string;
  items: readonly Item[];
  groups?: readonly { group_id: string; name: string }[];
  invalidates: readonly string[];
  onChange: (id: string, content: DaysContent, revision: number) => Promise<unknown>;
  onDelete: (id: string) => Promise<unknown>;
}

/** Terms or holidays, each to be changed or removed. */
export function DaysList({ label, none, items, groups, invalidates, onChange, onDelete }: Props) {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const [changing, setChanging] = useState<Item | null>(null);
  if (items.length === 0) return <p className="text-soft">{none}</p>;
  return (
    <>
      <Rows aria-label={label}>
        {items.map((one) => (
          <Row key={one.id}>
            <span className="min-w-40 flex-1 font-medium">{one.name}</span>
            <span className="text-soft">
              {[daysText(one.first_date, one.last_date), groups?.find((group) => group.group_id === one.group_id)?.name]
                .filter(Boolean)
                .join(" · ")}
            </span>
            <span className="flex">
              <IconButton
                icon={Pencil}
                label={t("changeOne", { name: one.name })}
                onClick={() => {
                  setChanging(one);
                }}
              />
              <ConfirmButton
                trigger={(ask) => <IconButton icon={Trash2} label={t("remove", { name: one.name })} onClick={ask} />}
                title={t("remove", { name: one.name })}
                consequence={t("removeWhy")}
                action={t("removeIt")}
                onConfirm={async () => {
                  await onDelete(one.id);
                  await queryClient.invalidateQueries({ queryKey: invalidates });
                  await queryClient.invalidateQueries({ queryKey: ["timetable"] });
                }}
              />
            </span>
          </Row>
        ))}
      </Rows>
      <Modal
        open={changing !== null}
        onOpenChange={(open) => {
          if (!open) setChanging(null);
        }}
        title={t("changeOne", { name: changing?.name ?? "" })}
        purpose={t("changeWhy")}
      >
        {changing && (
          <DaysForm
            action={t("change.save")}
            given={items.find((one) => one.id === changing.id) ?? changing}
            groups={groups}
            invalidates={invalidates}
            onSave={(content, revision) => onChange(changing.id, content, revision)}
            onDone={() => {
              setChanging(null);
            }}
          />
        )}
      </Modal>
    </>
  );
}
