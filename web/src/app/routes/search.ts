/** Reads what stands after the "?" of an address. Its own few lines: every first page would wait for a library of schemas. */
type Reader<Value> = (given: unknown) => Value | undefined;

type Found<Readers> = { [Name in keyof Readers]?: Readers[Name] extends Reader<infer Value> ? Value | undefined : never };

export const text: Reader<string> = (given) => (typeof given === "string" ? given : undefined);

export const yesOrNo: Reader<boolean> = (given) => (typeof given === "boolean" ? given : undefined);

export const oneOf =
  <const Value extends string>(...known: readonly Value[]): Reader<Value> =>
  (given) =>
    known.find((one) => one === given);

/** For a route's `validateSearch`: what is unknown or not understood is left out, as anybody may write an address. */
export const searchOf =
  <Readers extends Record<string, Reader<string | boolean>>>(readers: Readers) =>
  (given: Record<string, unknown>): Found<Readers> => {
    const read = Object.entries(readers).map(([name, reader]) => [name, reader(given[name])]);
    return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as Found<Readers>;
  };
