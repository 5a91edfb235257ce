import type { Rolldown } from "vite";

/** A chunk of what some modules cannot stand without; of several that reach a module the first has it. */
export function chunkOf(name: string, roots: readonly string[]): Rolldown.CodeSplittingGroup {
  let ours: Set<string> | undefined;
  return {
    debugName: name,
    name: (id, context) => {
      ours ??= reached(roots, context);
      return ours.has(id) ? name : null;
    },
  };
}

function reached(roots: readonly string[], context: Rolldown.ChunkingContext): Set<string> {
  const found = new Set<string>();
  const walk = (id: string) => {
    if (found.has(id) || id.includes("node_modules")) return; // those stand in chunks of their own
    const module = context.getModuleInfo(id);
    if (!module) throw new Error(`the build has no ${id}: has what a first page needs moved?`);
    found.add(id);
    module.importedIds.forEach(walk);
  };
  roots.forEach(walk);
  return found;
}
