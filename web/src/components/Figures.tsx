interface Figure {
  label: string;
  value: number | string;
}

/** A few numbers side by side. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <div className="@container">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line @xl:grid-cols-4">
        {figures.map(({ label, value }) => (
          <div key={label} className="flex flex-col-reverse justify-end bg-raised px-4 py-3">
            <dt className="text-sm text-soft">{label}</dt>
            <dd className="text-2xl leading-8 font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
