/** Nepali, by namespace: a file beside each English one, which a test holds to the same keys. */
const files = import.meta.glob<object>("./ne/*.json", { eager: true, import: "default" });

export const ne = Object.fromEntries(
  Object.entries(files).map(([path, texts]) => [path.slice("./ne/".length, -".json".length), texts]),
);
