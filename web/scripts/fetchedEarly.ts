import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";

type Chunk = Rolldown.OutputChunk;

/** Names in the page itself what every page will ask for, so that a browser fetches it with the page, not after a script. */
export function fetchedEarly(): Plugin {
  return {
    name: "fetched-early",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((one): one is Chunk => one.type === "chunk");
        const main = chunks.find((chunk) => chunk.facadeModuleId?.endsWith("/src/app/main.tsx"));
        if (!main) return [];
        const scripts = new Set<string>();
        const add = (name: string) => {
          if (scripts.has(name)) return;
          scripts.add(name);
          chunks.find((chunk) => chunk.fileName === name)?.imports.forEach(add);
        };
        add(main.fileName);
        const typeface = Object.keys(bundle).find((name) => name.includes("devanagari-latin-wght"));
        return [
          ...[...scripts].filter((name) => !html.includes(name)).map((name) => link({ rel: "modulepreload", href: `/${name}`, fetchpriority: "low" })),
          // not once a style has named it: the first text stands as it stays
          ...(typeface ? [link({ rel: "preload", href: `/${typeface}`, as: "font", type: "font/woff2" })] : []),
        ];
      },
    },
  };
}

function link(attrs: Record<string, string>): HtmlTagDescriptor {
  return { tag: "link", attrs: { ...attrs, crossorigin: "" }, injectTo: "head" };
}
