import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { type ExcuseContent, requestExcuse, sendExcuseFile, updateExcuse } from "@/features/excuses/api/excuses";
import { type ChosenFile, FILES_MAX, type Refusal, withFile } from "@/features/excuses/chosenFiles";
import type { Excuse } from "@/lib/api/types";
import { newId } from "@/lib/ids";
import { tellIfLoginEnded } from "@/lib/socket/loginEvents";

/** Asking in two steps, the words and then the files: what failed is tried again, what was sent is not. */
export function useNewExcuse(studentId: string) {
  const queryClient = useQueryClient();
  const [requestId] = useState(newId);
  const begun = useRef<ExcuseContent | null>(null);
  const [asked, setAsked] = useState<Excuse | null>(null);
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const change = (id: string, next: Partial<ChosenFile>) => {
    setFiles((all) => all.map((one) => (one.id === id ? { ...one, ...next } : one)));
  };
  const choose = (file: File) => {
    const next = withFile(files, file, FILES_MAX);
    setRefusal(typeof next === "string" ? next : null);
    if (typeof next !== "string") setFiles(next);
  };
  const remove = (id: string) => {
    setRefusal(null);
    setFiles((all) => all.filter((one) => one.id !== id));
  };

  /** By the id of the first attempt, which may have arrived though no answer came back: what was changed since is said, too. */
  async function ask(content: ExcuseContent): Promise<Excuse> {
    begun.current ??= content;
    const excuse = await requestExcuse(studentId, content, requestId);
    return begun.current === content ? excuse : updateExcuse(excuse, content);
  }

  /** The excuse once all of it has been sent; null when something is left to try again. */
  async function send(content: ExcuseContent): Promise<Excuse | null> {
    setBusy(true);
    setError(null);
    try {
      const excuse = asked ?? (await ask(content));
      setAsked(excuse);
      let failed = 0;
      for (const one of files) {
        if (one.state === "sent") continue;
        change(one.id, { state: "sending", error: null });
        try {
          await sendExcuseFile(excuse.excuse_id, one.file, one.id);
          change(one.id, { state: "sent" });
        } catch (reason) {
          failed += 1;
          tellIfLoginEnded(reason);
          change(one.id, { state: "failed", error: reason });
        }
      }
      await queryClient.invalidateQueries({ queryKey: ["excuses"] });
      return failed === 0 ? excuse : null;
    } catch (reason) {
      setError(reason);
      tellIfLoginEnded(reason);
      return null;
    } finally {
      setBusy(false);
    }
  }

  return { asked, files, busy, error, refusal, choose, remove, send };
}
