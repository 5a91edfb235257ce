import { useState } from "react";
import { expect, test } from "vitest";

import { RenameButton } from "@/features/rooms/components/RenameButton";
import { ProblemError } from "@/lib/api/problem";
import { draw, press, type, until } from "@/testing/draw";

/** The row of one room, over a gateway where somebody else may rename it too. */
function row() {
  const gateway = { room: { name: "B-204", revision: 1 }, asked: 0 };
  function Row() {
    const [newest, setNewest] = useState(gateway.room);
    return (
      <RenameButton
        named={newest}
        label="Room name"
        hint=""
        missing="Enter the room’s name."
        rename={(name, revision) => {
          gateway.asked += 1;
          if (revision !== gateway.room.revision) {
            return Promise.reject(new ProblemError("look again", 409, "STALE_REVISION"));
          }
          gateway.room = { name, revision: revision + 1 };
          return Promise.resolve();
        }}
        look={() => {
          setNewest(gateway.room);
          return Promise.resolve();
        }}
      />
    );
  }
  draw(<Row />);
  return gateway;
}

const dialog = () => document.querySelector("[role=dialog]");
const field = () => dialog()?.querySelector("input") ?? null;
const notice = () => dialog()?.querySelector("[role=alert]")?.textContent ?? "";

/** Somebody types a name and saves it, while somebody else has given another. */
async function renamedMeanwhile() {
  const gateway = row();
  await press("Rename B-204");
  type(field(), "Physics");
  gateway.room = { name: "Laboratory", revision: 2 };
  await press("Save name");
  await until(() => {
    expect(notice()).toContain("Laboratory");
  });
  return gateway;
}

test("a new name is saved, and the dialog closes", async () => {
  const gateway = row();
  await press("Rename B-204");
  expect(field()?.value).toBe("B-204");
  expect(field()?.maxLength).toBe(100);
  type(field(), "B-205");
  await press("Save name");
  await until(() => {
    expect(dialog()).toBeNull();
  });
  expect(gateway.room).toEqual({ name: "B-205", revision: 2 });
  await press("Rename B-205");
  expect(field()?.value).toBe("B-205");
});

test("no name is told at the field, and nothing is sent", async () => {
  const gateway = row();
  await press("Rename B-204");
  type(field(), "  ");
  await press("Save name");
  await until(() => {
    expect(field()?.getAttribute("aria-invalid")).toBe("true");
  });
  expect(dialog()?.textContent).toContain("Enter the room’s name.");
  expect(gateway.asked).toBe(0);
});

test("a name that somebody else gave meanwhile is shown, and what was typed stays and is saved over it", async () => {
  const gateway = await renamedMeanwhile();
  expect(field()?.value).toBe("Physics");
  expect(gateway.room.name).toBe("Laboratory");
  await press("Save name");
  await until(() => {
    expect(dialog()).toBeNull();
  });
  expect(gateway.room).toEqual({ name: "Physics", revision: 3 });
});

test("the name that somebody else gave can be taken over instead", async () => {
  await renamedMeanwhile();
  await press("Take theirs");
  expect(field()?.value).toBe("Laboratory");
  expect(notice()).toBe("");
});
