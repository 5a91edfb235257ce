import { expect, test } from "vitest";

import { linesOf } from "@/lib/ndjson";

async function linesOfChunks(...chunks: string[]): Promise<string[]> {
  const bytes = chunks.map((chunk) => new TextEncoder().encode(chunk));
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const chunk of bytes) controller.enqueue(chunk);
      controller.close();
    },
  });
  const lines: string[] = [];
  for await (const line of linesOf(new Response(body))) lines.push(line);
  return lines;
}

test("a line may come in pieces, and pieces may hold many lines", async () => {
  expect(await linesOfChunks('{"a":', '1}\n{"b":2}\n{"c"', ":3}\n")).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
});

test("the last line needs no end", async () => {
  expect(await linesOfChunks('{"a":1}\n{"b":2}')).toEqual(['{"a":1}', '{"b":2}']);
});
