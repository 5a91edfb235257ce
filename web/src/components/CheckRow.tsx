import type { ReactNode } from "react";

interface Props {
  checked: boolean;
  onChange: (checked: boolean) => void;
  detail?: string;
  children: ReactNode;
}

/** A row to tick. */
export function CheckRow({ checked, onChange, detail, children }: Props) {
  return (
    <label className="flex min-h-10 cursor-pointer flex-wrap items-center gap-x-3 rounded-control px-3 py-1 hover:bg-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-accent">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
        className="size-5 shrink-0 accent-accent outline-none"
      />
      <span className="min-w-32 flex-1 break-words">{children}</span>
      {detail && <span className="max-w-full text-sm break-words text-soft max-sm:ps-8">{detail}</span>}
    </label>
  );
}
