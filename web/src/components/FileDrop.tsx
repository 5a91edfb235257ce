import clsx from "clsx";
import { FileUp, type LucideIcon } from "lucide-react";
import { useId, useState } from "react";

interface Props {
  label: string;
  hint: string;
  accept: string;
  icon?: LucideIcon;
  /** More than one at a time. */
  multiple?: boolean;
  onFiles: (files: readonly [File, ...File[]]) => void;
}

/** A place to drop files on, or to choose them from: the browser's own file field, spread over the whole of it. */
export function FileDrop({ label, hint, accept, icon: Icon = FileUp, multiple = false, onFiles }: Props) {
  const id = useId();
  const [over, setOver] = useState(false);
  return (
    <div
      className={clsx(
        "relative flex flex-col items-center rounded-card border-2 border-dashed p-8 text-center transition-colors duration-100",
        "hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
        over ? "border-accent bg-accent-tint" : "border-line bg-sunken",
      )}
    >
      <Icon size={28} strokeWidth={1.5} className="mb-3 text-soft" aria-hidden />
      <label htmlFor={id} className="font-semibold text-accent">
        {label}
      </label>
      <p className="mt-1 max-w-xl text-soft" id={`${id}-hint`}>
        {hint}
      </p>
      <input
        id={id}
        type="file"
        accept={accept}
        multiple={multiple}
        aria-describedby={`${id}-hint`}
        className="absolute inset-0 cursor-pointer opacity-0"
        onDragEnter={() => {
          setOver(true);
        }}
        onDragLeave={() => {
          setOver(false);
        }}
        onDrop={() => {
          setOver(false);
        }}
        onChange={(event) => {
          const [first, ...others] = event.target.files ?? [];
          event.target.value = ""; // so that the same file can be chosen again after it was mended
          if (first) onFiles([first, ...others]);
        }}
      />
    </div>
  );
}
