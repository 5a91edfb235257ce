import { type ReactNode, useId } from "react";

interface Props {
  title: string;
  /** What the figures mean, in a sentence. */
  says: ReactNode;
  action?: ReactNode;
  /** Over the whole of a grid with two columns. */
  broad?: boolean;
  children: ReactNode;
}

/** Figures under their name and what they mean. */
export function ChartCard({ title, says, action, broad = false, children }: Props) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={`min-w-0 rounded-card border border-line bg-raised p-4 ${broad ? "sm:col-span-2" : ""}`}
    >
      <div className="mb-1 flex items-start justify-between gap-3">
        <h3 id={id} className="font-semibold">
          {title}
        </h3>
        {action}
      </div>
      <p className="mb-3 text-soft">{says}</p>
      {children}
    </section>
  );
}
