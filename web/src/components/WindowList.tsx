import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";

interface Props {
  label: string;
  /** How many rows there are, here or not. */
  count: number;
  /** The height of most rows, in pixels; each is measured when it is shown. */
  rowPx: number;
  /** Called with the first and the last row that are drawn, as often as they change. */
  onView: (first: number, last: number) => void;
  /** The row of an index; what it gives for one not here yet keeps its place. */
  children: (index: number) => ReactNode;
}

const OVERSCAN_ROWS = 10;
const STEPS: Record<string, (row: number, count: number) => number> = {
  ArrowDown: (row) => row + 1,
  ArrowUp: (row) => row - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** A long list that scrolls with the page: only the rows in view are drawn, and those not here yet are waited for. */
export function WindowList({ label, count, rowPx, onView, children }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const goal = useRef<number>(null); // the row that shall have the focus once it is here
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    setTop(list.current?.offsetTop ?? 0);
  }, []);

  const virtual = useWindowVirtualizer({ count, estimateSize: () => rowPx, overscan: OVERSCAN_ROWS, scrollMargin: top });
  const rows = virtual.getVirtualItems();
  const first = rows[0]?.index ?? 0;
  const last = rows.at(-1)?.index ?? 0;
  const tell = useEffectEvent(onView);
  useEffect(() => {
    tell(first, last);
  }, [first, last, count]);

  function reach() {
    if (goal.current === null) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-index="${goal.current}"] a`);
    if (!row) return;
    goal.current = null;
    const focused = document.activeElement;
    // whoever has gone on to something else is left there
    if (focused === document.body || list.current?.contains(focused)) row.focus();
  }
  useEffect(reach);

  function step(event: KeyboardEvent) {
    const row = event.target instanceof HTMLElement ? event.target.closest("[data-index]") : null;
    const to = STEPS[event.key]?.(Number(row?.getAttribute("data-index")), count);
    if (!row || to === undefined || to < 0 || to >= count || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    goal.current = to;
    virtual.scrollToIndex(to);
    reach();
  }

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows are a short cut; the links take Tab and Enter
    <ul
      ref={list}
      aria-label={label}
      className="relative overflow-hidden rounded-card border border-line bg-raised"
      style={{ height: virtual.getTotalSize() }}
      onKeyDown={step}
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
