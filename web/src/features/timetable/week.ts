/** Days as YYYY-MM-DD and times of day as minutes: a day has no time zone, so it is reckoned in UTC. */

const DAY_MS = 86_400_000;

/** 1 Monday to 7 Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** 1 Monday to 7 Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00Z`).getUTCDay() || 7;
}

/** The first day of class after the week-end: Monday in most places, Sunday in Nepal. */
export function firstWeekday(weekendDays: readonly number[]): number {
  const isFree = (weekday: number) => weekendDays.includes(((weekday + 6) % 7) + 1);
  for (let weekday = 1; weekday <= 7; weekday += 1) if (!isFree(weekday) && isFree(weekday - 1)) return weekday;
  return 1;
}

/** The seven days of the week in which the day lies. */
export function weekOf(day: string, first: number): string[] {
  const back = (weekdayOf(day) - first + 7) % 7;
  return Array.from({ length: 7 }, (_, index) => addDays(day, index - back));
}

/** 09:45 → 585 */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** 585 → 09:45 */
export function timeOf(minutes: number): string {
  const within = Math.max(0, Math.min(minutes, 23 * 60 + 59));
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}

/** A day and a time of it. */
export interface Place {
  date: string;
  start: string;
}

export interface Block {
  start: number;
  end: number;
}

export type Placed<Item> = Item & { lane: number; lanes: number };

/** Side by side what is held at once, each as wide as those around it allow. */
export function placed<Item extends Block>(items: readonly Item[]): Placed<Item>[] {
  const sorted = [...items].sort((a, b) => a.start - b.start || a.end - b.end);
  const found: Placed<Item>[] = [];
  let cluster: Placed<Item>[] = [];
  let clusterEnd = -1;
  const close = () => {
    const lanes = Math.max(0, ...cluster.map((one) => one.lane + 1));
    for (const one of cluster) one.lanes = lanes;
    found.push(...cluster);
    cluster = [];
  };
  for (const item of sorted) {
    if (item.start >= clusterEnd) close();
    const taken = new Set(cluster.filter((one) => one.end > item.start).map((one) => one.lane));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    cluster.push({ ...item, lane, lanes: 1 });
    clusterEnd = Math.max(clusterEnd, item.end);
  }
  close();
  return found;
}

/** From which hour to which the week is drawn: classes with room around them, office hours when there are none. */
export function hoursOf(blocks: readonly Block[]): { from: number; to: number } {
  const from = Math.min(8 * 60, ...blocks.map((one) => one.start));
  const to = Math.max(17 * 60, ...blocks.map((one) => one.end));
  return { from: Math.floor(from / 60), to: Math.ceil(to / 60) };
}
