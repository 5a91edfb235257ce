declare module "virtual:texts/names" {
  const names: Record<"first" | "student" | "staff", string[]>;
  export default names;
}
declare module "virtual:texts/*" {
  const texts: Record<string, Record<string, unknown>>;
  export default texts;
}
