interface Days {
  first_date: string;
  last_date: string;
}

/** The days once the first is another. One day stays one, also while its date is being typed; the last never lies before it. */
export function withFirst({ first_date, last_date }: Days, first: string): Days {
  const follows = last_date === first_date || last_date < first;
  return { first_date: first, last_date: follows ? first : last_date };
}
