import { readdirSync } from "node:fs";
import { basename } from "node:path";
import type { Plugin } from "vite";

const MODULE = /^\0?virtual:texts\/(?:names|(\w+)\/(first|student|staff))$/;

const TIERS = ["first", "student", "staff"] as const;

interface Tiers {
  first: readonly string[];
  student: readonly string[];
}

function namesIn(folder: URL): string[] {
  return readdirSync(folder).map((file) => basename(file, ".json"));
}

/** The texts of a language in three files, by who needs them when, in place of one for each feature. */
export function textsByTier(folder: URL, { first, student }: Tiers): Plugin {
  const tierOf = (name: string) => (first.includes(name) ? "first" : student.includes(name) ? "student" : "staff");
  return {
    name: "texts-by-tier",
    resolveId: (id) => (MODULE.test(id) ? `\0${id}` : null),
    load(id) {
      const found = MODULE.exec(id);
      if (!found) return null;
      const [, language, wanted] = found;
      const names = namesIn(new URL(`${language ?? "en"}/`, folder));
      if (!language) {
        const byTier = TIERS.map((tier) => [tier, names.filter((name) => tierOf(name) === tier)]);
        return `export default ${JSON.stringify(Object.fromEntries(byTier))};`;
      }
      const here = names.filter((name) => tierOf(name) === wanted);
      const imports = here.map((name) => `import ${name} from "@/lib/i18n/${language}/${name}.json";`);
      return [...imports, `export default { ${here.join(", ")} };`].join("\n");
    },
  };
}
