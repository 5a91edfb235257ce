import { beforeAll, beforeEach, expect, test } from "vitest";

import { leadToMistakes } from "@/lib/mistakes";
import { eventually } from "@/testing/eventually";

beforeAll(leadToMistakes);

let form: HTMLFormElement;
const field = (name: string) => form.querySelector<HTMLInputElement>(`[name=${name}]`);

/** As an answer of the gateway draws it. */
function isWrong(name: string): void {
  field(name)?.setAttribute("aria-invalid", "true");
}

beforeEach(() => {
  document.body.innerHTML = '<form><input name="number"><input name="name"><button>Send</button></form>';
  const found = document.querySelector("form");
  if (!found) throw new Error("there is no form");
  form = found;
  form.querySelector("button")?.focus();
  form.dispatchEvent(new Event("submit", { bubbles: true }));
  return () => {
    form.remove();
  };
});

test("the keyboard goes to the first field that is wrong, whenever that is known", async () => {
  isWrong("name");
  await eventually(() => {
    expect(document.activeElement).toBe(field("name"));
  });
});

test("a field that still is wrong is gone back to, though nothing has changed", async () => {
  isWrong("name");
  await eventually(() => {
    expect(document.activeElement).toBe(field("name"));
  });
  form.querySelector("button")?.focus();
  form.dispatchEvent(new Event("submit", { bubbles: true }));
  await eventually(() => {
    expect(document.activeElement).toBe(field("name"));
  });
});

test("whoever went on to another field meanwhile stays there", async () => {
  field("number")?.focus();
  isWrong("name");
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  expect(document.activeElement).toBe(field("number"));
});
