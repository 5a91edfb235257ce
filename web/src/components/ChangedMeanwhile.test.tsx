import { act, useState } from "react";
import { expect, test } from "vitest";

import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { CheckedForm } from "@/components/CheckedForm";
import { TextField } from "@/components/Field";
import { ProblemError } from "@/lib/api/problem";
import { useSeen } from "@/lib/useSeen";
import { z } from "@/lib/zod";
import { draw, press, until } from "@/testing/draw";

interface Room {
  name: string;
  revision: number;
}

const says = (one: Room) => [["Name", one.name]] as const;

/** A form over a gateway of one room, which somebody else may change. */
function desk(begun: Room) {
  const gateway = { room: begun, refusal: new ProblemError("look again", 409, "STALE_REVISION") };
  function Form() {
    const [newest, setNewest] = useState(gateway.room);
    const seen = useSeen(newest, () => {
      setNewest(gateway.room);
      return Promise.resolve();
    });
    const send = ({ name }: { name: string }, revision: number) => {
      if (revision !== gateway.room.revision) return Promise.reject(gateway.refusal);
      gateway.room = { name, revision: revision + 1 };
      return Promise.resolve(gateway.room);
    };
    return (
      <CheckedForm
        key={seen.taken}
        schema={z.object({ name: z.string() })}
        action="Save"
        send={(form) => seen.save((revision) => send(form, revision))}
        onSent={seen.take}
        problem={(error) => <ChangedMeanwhile seen={seen} says={says} error={error} />}
      >
        {() => <TextField name="name" label="Name" defaultValue={seen.from.name} />}
      </CheckedForm>
    );
  }
  draw(<Form />);
  return gateway;
}

function field(): HTMLInputElement {
  const one = document.querySelector("input");
  if (!one) throw new Error("there is no field");
  return one;
}

const notice = () => document.querySelector("[role=alert]")?.textContent ?? "";

function type(name: string) {
  act(() => {
    field().value = name;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });
}

test("what somebody else has written is shown, what was typed stays, and is saved once it was seen", async () => {
  const gateway = desk({ name: "Hall", revision: 1 });
  type("Aula");
  gateway.room = { name: "Auditorium", revision: 2 };
  await press("Save");
  await until(() => {
    expect(notice()).toContain("Auditorium");
  });
  expect(field().value).toBe("Aula");
  expect(gateway.room.name).toBe("Auditorium");
  await press("Save");
  await until(() => {
    expect(gateway.room).toEqual({ name: "Aula", revision: 3 });
    expect(notice()).toBe("");
  });
});

test("what somebody else has written is taken over instead, and edited from there", async () => {
  const gateway = desk({ name: "Hall", revision: 1 });
  type("Aula");
  gateway.room = { name: "Auditorium", revision: 2 };
  await press("Save");
  await until(() => {
    expect(notice()).toContain("Auditorium");
  });
  await press("Take theirs");
  expect(field().value).toBe("Auditorium");
  expect(notice()).toBe("");
  type("Auditorium 2");
  await press("Save");
  await until(() => {
    expect(gateway.room).toEqual({ name: "Auditorium 2", revision: 3 });
  });
});

test("whoever changes it again meanwhile is not overwritten either", async () => {
  const gateway = desk({ name: "Hall", revision: 1 });
  type("Aula");
  gateway.room = { name: "Auditorium", revision: 2 };
  await press("Save");
  await until(() => {
    expect(notice()).toContain("Auditorium");
  });
  gateway.room = { name: "Theatre", revision: 3 };
  await press("Save");
  await until(() => {
    expect(notice()).toContain("Theatre");
  });
  expect(gateway.room.name).toBe("Theatre");
});

test("another refusal is told in its own words", async () => {
  const gateway = desk({ name: "Hall", revision: 1 });
  gateway.refusal = new ProblemError("the name is taken", 409, "ROOM_NAME_TAKEN_OF_A_TEST");
  gateway.room = { name: "Auditorium", revision: 2 };
  await press("Save");
  await until(() => {
    expect(notice()).toBe("The name is taken.");
  });
});
