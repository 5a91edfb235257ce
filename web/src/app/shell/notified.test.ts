import { afterEach, expect, test, vi } from "vitest";

import { startNotified } from "@/app/shell/notified";
import { noteEdits } from "@/lib/edits";

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

/** A page in a browser that is notified, as the worker reaches it. */
function notifiedPage() {
  const toPage = Object.assign(new EventTarget(), {
    startMessages: () => undefined,
    getRegistration: () => Promise.resolve(undefined),
  });
  vi.stubGlobal("navigator", { serviceWorker: toPage });
  const opened: string[] = [];
  const left = new AbortController();
  noteEdits(left.signal);
  startNotified((path) => opened.push(path), "me", left.signal);
  const say = (data: unknown, ports: readonly unknown[] = []) => {
    toPage.dispatchEvent(Object.assign(new Event("message"), { data, ports }));
  };
  const isFree = () => {
    const answers: unknown[] = [];
    say({ ask: "free" }, [{ postMessage: (answer: unknown) => answers.push(answer) }]);
    return answers;
  };
  return { say, isFree, opened, left };
}

function written(element: HTMLElement) {
  document.body.append(element);
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

test("a page says that it is free until somebody writes in it, and again when that is gone", () => {
  const { isFree } = notifiedPage();
  expect(isFree()).toEqual([true]);
  const field = document.createElement("textarea");
  written(field);
  expect(isFree()).toEqual([false]);
  field.remove();
  expect(isFree()).toEqual([true]);
});

test("a page with a dialog or a camera's picture on it is not free", () => {
  const { isFree } = notifiedPage();
  for (const markup of ["<div role='dialog'></div>", "<video></video>"]) {
    document.body.innerHTML = markup;
    expect(isFree()).toEqual([false]);
  }
});

test("what a notice is about is opened without loading the page anew", () => {
  const { say, opened } = notifiedPage();
  say({ open: "/attendance" });
  say({ title: "of another script" });
  expect(opened).toEqual(["/attendance"]);
});

test("a page that was left answers nothing", () => {
  const { isFree, left } = notifiedPage();
  left.abort();
  expect(isFree()).toEqual([]);
});
