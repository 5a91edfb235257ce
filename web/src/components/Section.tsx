import { type ReactNode, useId } from "react";

interface Props {
  title: string;
  purpose?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}

export function Section({ title, purpose, action, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mb-10">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id={id} className="text-lg leading-6 font-semibold">
            {title}
          </h2>
          {purpose && <div className="mt-1 max-w-2xl text-soft">{purpose}</div>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
