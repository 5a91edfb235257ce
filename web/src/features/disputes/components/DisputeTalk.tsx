import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextAreaField } from "@/components/Field";
import { ProblemNotice } from "@/components/ProblemNotice";
import { addComment } from "@/features/disputes/api/disputes";
import type { Dispute } from "@/lib/api/types";
import { dateAndClock } from "@/lib/format";
import { newId } from "@/lib/ids";

/** What both sides said, oldest first, and room for more while it is open. */
export function DisputeTalk({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation("disputes");
  return (
    <section aria-labelledby="talk" className="flex flex-col gap-4">
      <h2 id="talk" className="text-lg leading-6 font-semibold">
        {t("talk.title")}
      </h2>
      <ol className="flex flex-col gap-3">
        <Said who={dispute.mark.display_name} time={dispute.open_time} text={dispute.reason || t("erased")} />
        {dispute.comments.map((comment) => (
          <Said
            key={comment.comment_id}
            who={comment.by_caller ? t("talk.you") : comment.author_name}
            time={comment.write_time}
            text={comment.text}
          />
        ))}
        {dispute.decide_time && dispute.note && (
          <Said who={t("talk.decision", { name: dispute.decided_by_name })} time={dispute.decide_time} text={dispute.note} />
        )}
      </ol>
      {dispute.may_comment && <Write dispute={dispute} />}
    </section>
  );
}

function Said({ who, time, text }: { who: string; time: string; text: string }) {
  return (
    <li className="rounded-card border border-line bg-raised p-4">
      <p className="text-sm text-soft">
        {who} · <time dateTime={time}>{dateAndClock(time)}</time>
      </p>
      <p className="mt-1 break-words whitespace-pre-wrap">{text}</p>
    </li>
  );
}

function Write({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation("disputes");
  const queryClient = useQueryClient();
  const [text, setText] = useState("");
  const [commentId, setCommentId] = useState(newId);
  const writing = useMutation({
    mutationFn: (written: string) => addComment(dispute.dispute_id, written, commentId),
    onSuccess: async (_, written) => {
      setText((now) => (now.trim() === written ? "" : now)); // what was typed meanwhile stays
      setCommentId(newId());
      await queryClient.invalidateQueries({ queryKey: ["disputes"] });
    },
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) writing.mutate(text.trim());
      }}
    >
      {writing.error && <ProblemNotice error={writing.error} />}
      <TextAreaField
        label={t("talk.write")}
        rows={2}
        maxLength={2000}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          if (writing.error) setCommentId(newId()); // another text is another comment
        }}
      />
      <div>
        <Button type="submit" small busy={writing.isPending} disabled={!text.trim()}>
          {t("talk.send")}
        </Button>
      </div>
    </form>
  );
}
