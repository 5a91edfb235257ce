import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";

import { CONTROL } from "./Field";

const PAUSE_MS = 200;

interface Props {
  label: string;
  placeholder?: string;
  value: string;
  /** Called when typing pauses. */
  onSearch: (text: string) => void;
}

export function SearchField({ label, placeholder, value, onSearch }: Props) {
  const [text, setText] = useState(value);
  const search = useEffectEvent(onSearch);

  useEffect(() => {
    const wanted = text.trim();
    if (wanted === value) return; // a search nobody asked for would call back a reader who is on the way elsewhere
    const timer = setTimeout(() => {
      search(wanted);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [text, value]);

  return (
    <div className="relative w-full max-w-sm">
      <Search size={18} className="pointer-events-none absolute start-3 top-3 text-soft" aria-hidden />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder ?? label}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
        className={`${CONTROL} ps-10`}
      />
    </div>
  );
}
