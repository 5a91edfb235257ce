import { VirtualList } from "@/components/VirtualList";
import { MarkRow, type OnMark } from "@/features/sessions/components/MarkRow";
import type { Mark } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

interface Props {
  title: string;
  empty: string;
  marks: readonly Mark[];
  arrived: ReadonlySet<string>;
  onMark: OnMark;
  onNote: (mark: Mark) => void;
  onWhy: (mark: Mark) => void;
}

const ROW_PX = 64;

/** One of a session's lists, by name. */
export function MarkList({ title, empty, marks, arrived, ...asked }: Props) {
  return (
    <section aria-label={title} className="overflow-hidden rounded-card border border-line bg-raised">
      <h2 className="flex items-baseline justify-between border-b border-line bg-sunken px-4 py-2 font-semibold">
        {title}
        <span className="text-sm text-soft">{formatNumber(marks.length)}</span>
      </h2>
      {marks.length === 0 ? (
        <p className="px-4 py-6 text-soft">{empty}</p>
      ) : (
        <VirtualList label={title} items={marks} keyOf={(mark) => mark.student_id} rowPx={ROW_PX} className="divide-y divide-line">
          {(mark, { key, ...row }) => (
            <MarkRow key={key} row={row} mark={mark} isNew={arrived.has(mark.student_id)} {...asked} />
          )}
        </VirtualList>
      )}
    </section>
  );
}
