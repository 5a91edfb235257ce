export function Logo() {
  return (
    <span className="flex items-center gap-2 font-semibold tracking-tight">
      <img src="/favicon.svg" alt="" width={24} height={24} />
      Presence
    </span>
  );
}
