import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";

interface Props {
  label: string;
  /** How many rows there are, fetched or not. */
  count: number;
  /** How many of them, from the first, are here. */
  loaded: number;
  /** The height of most rows, in pixels; each is measured when it is shown. */
  rowPx: number;
  /** Called while rows in view are not here yet. */
  onWanted: () => void;
  /** The row of an index; what it gives for one not here yet keeps its place. */
  children: (index: number) => ReactNode;
}

const OVERSCAN_ROWS = 10;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** A long list that scrolls with the page: only the rows in view are drawn, and fetched as they come into it. */
export function WindowList({ label, count, loaded, rowPx, onWanted, children }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    setTop(list.current?.offsetTop ?? 0);
  }, []);
   
  const virtual = useWindowVirtualizer({ count, estimateSize: () => rowPx, overscan: OVERSCAN_ROWS, scrollMargin: top });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? -1;
  const want = useEffectEvent(onWanted);
  useEffect(() => {
    if (last >= loaded && loaded < count) want();
  }, [last, loaded, count]);

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows are a short cut; the links take Tab and Enter
    <ul
      ref={list}
      aria-label={label}
      className="relative overflow-hidden rounded-card border border-line bg-raised"
      style={{ height: virtual.getTotalSize() }}
      onKeyDown={(event) => {
        const step = STEPS[event.key];
        const row = event.target instanceof HTMLElement ? event.target.closest("[data-index]") : null;
        if (step === undefined || !row) return;
        event.preventDefault();
        const to = list.current?.querySelector<HTMLElement>(`[data-index="${Number(row.getAttribute("data-index")) + step}"] a`);
        to?.focus();
      }}
    >
      {rows.map((row) => (
        <li
          key={row.key}
          ref={virtual.measureElement}
          data-index={row.index}
          aria-setsize={count}
          aria-posinset={row.index + 1}
          className="absolute inset-x-0 border-line not-last:border-b"
          style={{ top: row.start - top, minHeight: rowPx }}
        >
          {children(row.index)}
        </li>
      ))}
    </ul>
  );
}
