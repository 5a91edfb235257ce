import type { Ref } from "react";

import { TextAreaField } from "@/components/Field";

interface Props {
  ref?: Ref<HTMLTextAreaElement> | undefined;
  label: string;
  hint: string;
  value: string;
  maxLength: number;
  error: string | undefined;
  onChange: (note: string) => void;
  /** Ctrl+Enter. */
  onSend: () => void;
}

/** Why something was decided, which one key sends. */
export function DecisionNote({ onChange, onSend, ...field }: Props) {
  return (
    <TextAreaField
      {...field}
      rows={2}
      onChange={(event) => {
        onChange(event.target.value);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        onSend();
      }}
    />
  );
}
