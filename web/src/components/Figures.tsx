import clsx from "clsx";

import { formatNumber } from "@/lib/format";

interface Figure {
  label: string;
  value: number | string;
}

/** By how many there are: no row is left with one. */
const COLUMNS: Record<number, string> = {
  1: "grid-cols-1",
  2: "grid-cols-2",
  3: "grid-cols-3",
  4: "grid-cols-2 @xl:grid-cols-4",
  5: "grid-cols-2 @xl:grid-cols-5 [&>:last-child]:col-span-2 @xl:[&>:last-child]:col-span-1",
  6: "grid-cols-2 @sm:grid-cols-3 @3xl:grid-cols-6",
};
const ANY = "grid-cols-[repeat(auto-fit,minmax(7.5rem,1fr))]";

/** A few numbers side by side. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <div className="@container">
      <dl className={clsx("grid gap-px overflow-hidden rounded-card border border-line bg-raised", COLUMNS[figures.length] ?? ANY)}>
      {figures.map(({ label, value }) => (
        <div key={label} className="flex flex-col-reverse justify-end px-4 py-3 outline outline-line">
          <dt className="text-sm text-soft">{label}</dt>
          <dd className="text-2xl leading-8 font-semibold">{typeof value === "number" ? formatNumber(value) : value}</dd>
        </div>
      ))}
    </dl>
    </div>
  );
}
