import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Row } from "@/components/Rows";
import { rulesQuery } from "@/features/checkin/api/rules";
import { RulesForm } from "@/features/checkin/components/RulesForm";
import { useRuleSentence } from "@/features/checkin/useRuleSentence";

interface Props {
  roomId: string;
  name: string;
  /** Whether its form is open from the start. */
  open: boolean;
}

/** What holds in one room, in a sentence, and its form. */
export function RoomRules({ roomId, name, open: opened }: Props) {
  const { t } = useTranslation("networks");
  const [open, setOpen] = useState(opened);
  const rules = useQuery(rulesQuery(roomId));
  const sentence = useRuleSentence();
  return (
    <Row>
      <span className="min-w-32 font-medium break-words">{name}</span>
      <span className="min-w-48 flex-1 text-soft">{rules.data && sentence(rules.data, true)}</span>
      {rules.error && <ProblemNotice error={rules.error} onRetry={() => void rules.refetch()} />}
      <Button
        small
        aria-label={t("changeOf", { room: name })}
        disabled={!rules.data}
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("change")}
      </Button>
      {rules.data && (
        <Modal open={open} onOpenChange={setOpen} title={t("openFor", { room: name })} purpose={t("rooms.purpose")}>
          <RulesForm
            roomId={roomId}
            rules={rules.data}
            onSaved={() => {
              setOpen(false);
            }}
          />
        </Modal>
      )}
    </Row>
  );
}
