/** Drawn here, not fetched: it stands on every page, as in index.html before there is one. */
export function Logo() {
  return (
    <span className="flex items-center gap-2 font-semibold tracking-tight">
      <svg viewBox="0 0 32 32" width={24} height={24} aria-hidden>
        <rect width="32" height="32" rx="8" fill="#3b5bdb" />
        <path d="M9 16.5l5 5 9.5-10.5" fill="none" stroke="#fff" strokeWidth="3.4" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      Presence
    </span>
  );
}
