import { createPortal } from "react-dom";
import { expect, test } from "vitest";

import { isShortcut } from "@/lib/shortcut";
import { draw } from "@/testing/draw";

function heard(on: string, more: KeyboardEventInit = {}): boolean[] {
  const heard: boolean[] = [];
  const { leave } = draw(
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- stands for a page's part that hears keys
    <div onKeyDown={(event) => heard.push(isShortcut(event))}>
      <button id="row">Row</button>
      <textarea id="note" aria-label="Note" />
      {createPortal(<button id="in-dialog">Cancel</button>, document.body)}
    </div>,
  );
  document.querySelector(on)?.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true, ...more }));
  leave();
  return heard;
}

test("a letter on a row is meant for the list", () => {
  expect(heard("#row")).toEqual([true]);
});

test("a letter in a dialog that the list opened is not, though the list hears it", () => {
  expect(heard("#in-dialog")).toEqual([false]);
});

test("neither is one that is typed, one with a modifier, nor one that is held down", () => {
  expect([...heard("#note"), ...heard("#row", { ctrlKey: true }), ...heard("#row", { repeat: true })]).toEqual([false, false, false]);
});
