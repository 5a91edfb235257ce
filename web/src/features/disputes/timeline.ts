interface Span {
  start_time: string;
  end_time: string;
}

export interface Bar {
  /** Percent of the class, from its start. */
  from: number;
  width: number;
}

const LEAST_WIDTH = 0.6; // percent: a glance is seen, too

/** Where spans lie within the time from start to end. */
export function bars(spans: readonly Span[], start: string, end: string): Bar[] {
  const begin = Date.parse(start);
  const length = Math.max(1, Date.parse(end) - begin);
  return spans.flatMap((span) => {
    const from = Math.max(0, (100 * (Date.parse(span.start_time) - begin)) / length);
    const to = Math.min(100, (100 * (Date.parse(span.end_time) - begin)) / length);
    if (from > 100 || to < 0) return [];
    const width = Math.max(LEAST_WIDTH, to - from);
    return [{ from: Math.min(from, 100 - width), width }];
  });
}
