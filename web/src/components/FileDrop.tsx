import clsx from "clsx";
import { FileUp } from "lucide-react";
import { useId, useState } from "react";

interface Props {
  label: string;
  hint: string;
  accept: string;
  onFile: (file: File) => void;
}

/** A place to drop one file on, or to choose it from. */
export function FileDrop({ label, hint, accept, onFile }: Props) {
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
      <FileUp size={28} strokeWidth={1.5} className="mb-3 text-soft" aria-hidden />
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
          const file = event.target.files?.[0];
          if (file) onFile(file);
          event.target.value = ""; // so that the same file can be chosen again after it was mended
        }}
      />
    </div>
  );
}
