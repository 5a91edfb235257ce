import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";

import { CONTROL } from "./Field";

const PAUSE_MS = 200;
const MOST_ASKED = 10;

interface Props {
  label: string;
  placeholder?: string;
  value: string;
  /** Called when typing pauses. */
  onSearch: (text: string) => void;
}

export function SearchField({ label, placeholder, value, onSearch }: Props) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const [asked, setAsked] = useState<readonly string[]>([]); // and not answered yet
  const search = useEffectEvent(onSearch);
  if (known !== value) {
    setKnown(value);
    if (!asked.includes(value)) setText(value); // it was changed elsewhere, as by a link to the whole list
    setAsked(asked.slice(asked.indexOf(value) + 1));
  }

  useEffect(() => {
    const wanted = text.trim();
    if (wanted === value) return; // a search nobody asked for would call back a reader who is on the way elsewhere
    const timer = setTimeout(() => {
      setAsked((others) => [...others, wanted].slice(-MOST_ASKED));
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
