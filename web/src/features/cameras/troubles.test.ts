import { describe, expect, test } from "vitest";

import { cameraHealthMessage } from "@/features/cameras/troubles";
import { parsed } from "@/lib/socket/parse";

describe("what is told of cameras", () => {
  test("a list of troubles is read", () => {
    const message = { type: "camera_health", cameras: [{ camera_id: "a", trouble: "frozen", since: "2026-03-01T09:00:00Z" }] };
    expect(parsed(cameraHealthMessage, JSON.stringify(message))).toEqual(message);
  });

  test("a trouble of a newer gateway is not misread", () => {
    const message = { type: "camera_health", cameras: [{ camera_id: "a", trouble: "melted", since: "" }] };
    expect(parsed(cameraHealthMessage, JSON.stringify(message))).toBeNull();
  });
});
