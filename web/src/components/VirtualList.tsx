import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { type ComponentProps, type ReactNode, useRef } from "react";

type RowProps = ComponentProps<"li"> & { "data-index"?: number };

interface Props<Item> {
  label: string;
  items: readonly Item[];
  keyOf: (item: Item) => string;
  /** The height of most rows, in pixels; each is measured when it is shown. */
  rowPx: number;
  /** Draws one row: an `li` that takes these properties. */
  children: (item: Item, row: RowProps) => ReactNode;
  className?: string;
  /** Of the box that scrolls; its height at most, before all. */
  boxClass?: string;
}

/** A list this short is drawn whole: it can be searched by the browser and printed. */
const ALL_UP_TO = 60;
const OVERSCAN_ROWS = 8;

/** A list in a box of its own that draws only the rows in view, however many there are. */
export function VirtualList<Item>(props: Props<Item>) {
  if (props.items.length > ALL_UP_TO) return <Windowed {...props} />;
  const { label, items, keyOf, children, className } = props;
  return (
    <ul aria-label={label} className={className}>
      {items.map((item) => children(item, { key: keyOf(item) }))}
    </ul>
  );
}

function Windowed<Item>({ label, items, keyOf, rowPx, children, className, boxClass = "max-h-[70vh]" }: Props<Item>) {
  const box = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler memoises here, so nothing goes stale
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN_ROWS,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
  });
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling box must be reachable by keyboard
    <div ref={box} role="group" aria-label={label} tabIndex={0} className={clsx("overflow-y-auto overscroll-contain focus-visible:-outline-offset-2", boxClass)}>
      <ul aria-label={label} className={clsx("relative", className)} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((row) => {
          const item = items[row.index];
          return (
            item !== undefined &&
            children(item, {
              key: row.key,
              ref: virtual.measureElement,
              "data-index": row.index,
              "aria-setsize": items.length,
              "aria-posinset": row.index + 1,
              style: { position: "absolute", insetInline: 0, top: row.start },
            })
          );
        })}
      </ul>
    </div>
  );
}
