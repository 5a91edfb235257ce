import { useId, useRef } from "react";

import { CopyButton } from "./CopyButton";

/** A text to take along, such as a link that is shown once. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId();
  const text = useRef<HTMLTextAreaElement>(null);
  return (
    <div>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="mt-1 flex items-start gap-2">
        <textarea
          id={id}
          ref={text}
          readOnly
          rows={1}
          value={value}
          onFocus={(event) => {
            event.target.select();
          }}
          className="field-sizing-content min-h-10 w-full resize-none rounded-control border border-edge bg-sunken px-3 py-2 break-all"
        />
        <CopyButton label={label} value={value} onCopy={() => text.current?.select()} />
      </div>
    </div>
  );
}
