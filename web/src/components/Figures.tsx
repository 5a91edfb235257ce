import { formatNumber } from "@/lib/format";

interface Figure {
  label: string;
  value: number | string;
}

/** A few numbers side by side. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(7.5rem,1fr))] gap-px overflow-hidden rounded-card border border-line bg-raised">
      {figures.map(({ label, value }) => (
        <div key={label} className="flex flex-col-reverse justify-end px-4 py-3 outline outline-line">
          <dt className="text-sm text-soft">{label}</dt>
          <dd className="text-2xl leading-8 font-semibold">{typeof value === "number" ? formatNumber(value) : value}</dd>
        </div>
      ))}
    </dl>
  );
}
