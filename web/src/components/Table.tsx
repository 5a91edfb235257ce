import clsx from "clsx";
import type { ReactNode } from "react";

interface Props {
  label: string;
  columns: readonly string[];
  /** Of many short columns, as of figures. */
  dense?: boolean;
  children: ReactNode;
}

/** A table that scrolls sideways by itself where the screen is narrow. */
export function Table({ label, columns, dense = false, children }: Props) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached with the keyboard
    <div tabIndex={0} className="overflow-x-auto rounded-card border border-line bg-raised">
      <table
        aria-label={label}
        className={clsx(
          "w-full text-start [&_td]:py-2 [&_td]:align-top [&_th]:py-2 [&_th]:text-start",
          dense ? "[&_td]:px-2 [&_th]:px-2" : "[&_td]:px-3 [&_th]:px-3 sm:[&_td]:px-4 sm:[&_th]:px-4",
        )}
      >
        <thead className="border-b border-line bg-sunken text-sm text-soft">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className="font-semibold whitespace-nowrap">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  );
}
