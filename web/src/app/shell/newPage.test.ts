import { expect, onTestFinished, test } from "vitest";

import { readOutNewPage } from "@/app/shell/newPage";
import { eventually } from "@/testing/eventually";

function page(html: string): void {
  const place = document.body.appendChild(document.createElement("div"));
  place.innerHTML = html;
  onTestFinished(() => {
    place.remove();
  });
}

const HEADING = '<h1 id="page-title" tabindex="-1">People</h1>';

test("the heading of a page that is drawn a moment later is read out", async () => {
  onTestFinished(readOutNewPage());
  page(HEADING);
  await eventually(() => {
    expect(document.activeElement?.id).toBe("page-title");
  });
});

test("whoever has gone elsewhere meanwhile is not called back", async () => {
  onTestFinished(readOutNewPage());
  page('<input id="elsewhere">');
  document.getElementById("elsewhere")?.focus();
  page(HEADING);
  await new Promise(requestAnimationFrame);
  expect(document.activeElement?.id).toBe("elsewhere");
});
