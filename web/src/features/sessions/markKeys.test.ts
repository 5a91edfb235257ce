import { afterEach, beforeEach, expect, test } from "vitest";

import { type BoardCommand, commandOf } from "@/features/sessions/markKeys";

let board: HTMLElement;

beforeEach(() => {
  document.body.innerHTML = `
    <div id="board">
      <input type="search">
      <ul><li data-student="asha"><button id="first">Mark</button></li><li data-student="bikram"><button id="second">Mark</button></li></ul>
    </div>
    <button id="elsewhere">Elsewhere</button>`;
  const found = document.getElementById("board");
  if (!found) throw new Error("there is no board");
  board = found;
});

afterEach(() => {
  document.body.innerHTML = "";
});

function pressed(key: string, on: string, more: KeyboardEventInit = {}): BoardCommand | null {
  let command: BoardCommand | null = null;
  const listen = (event: KeyboardEvent) => {
    command = commandOf(event, board);
  };
  document.addEventListener("keydown", listen, { once: true });
  document.querySelector(on)?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...more }));
  return command;
}

test("one key marks the student whose row has the keyboard", () => {
  expect(pressed("l", "#first")).toEqual({ do: "mark", studentId: "asha", status: "late" });
  expect(pressed("A", "#second")).toEqual({ do: "mark", studentId: "bikram", status: "absent" });
});

test("arrows go from student to student, and stop at the ends", () => {
  expect(pressed("ArrowDown", "#first")).toEqual({ do: "move", to: document.getElementById("second") });
  expect(pressed("ArrowDown", "#second")).toBeNull();
});

test("letters typed into a field, keys with a modifier and keys elsewhere on the page mean nothing", () => {
  expect(pressed("p", "input")).toBeNull();
  expect(pressed("p", "#first", { ctrlKey: true })).toBeNull();
  expect(pressed("u", "#elsewhere")).toBeNull();
});

test("a key held down says nothing again, but an arrow leads on", () => {
  expect(pressed("p", "#first", { repeat: true })).toBeNull();
  expect(pressed("u", "#first", { repeat: true })).toBeNull();
  expect(pressed("ArrowDown", "#first", { repeat: true })).not.toBeNull();
});

test("a key takes the last mark back, and one searches", () => {
  expect(pressed("u", "#first")).toEqual({ do: "undo" });
  expect(pressed("/", "#first")).toEqual({ do: "search" });
});
