import clsx from "clsx";
import { useState } from "react";

import { CameraView } from "@/features/cameras/components/CameraView";
import type { CameraTrouble } from "@/features/cameras/troubles";
import type { Camera } from "@/lib/api/types";

interface Props {
  cameras: readonly Camera[];
  troubles: readonly CameraTrouble[];
}

/** All cameras of a room side by side, also on a phone; one may be made as wide as there is room. */
export function CameraTiles({ cameras, troubles }: Props) {
  const [large, setLarge] = useState<string | null>(null);
  const trouble = new Map(troubles.map((one) => [one.camera_id, one]));
  if (cameras.length === 1) return cameras.map((one) => <CameraView key={one.camera_id} camera={one} trouble={trouble.get(one.camera_id)} />);
  // of an odd number one fills the row that would have a hole
  const filling = large ?? (cameras.length % 2 === 1 ? cameras[0]?.camera_id : undefined);
  const othersFillThree = large !== null && (cameras.length - 1) % 3 === 0;
  return (
    <div
      className={clsx(
        "grid grid-flow-dense gap-3",
        cameras.length > 2 ? "grid-cols-2" : "sm:grid-cols-2",
        othersFillThree && "sm:grid-cols-3",
      )}
    >
      {cameras.map((camera) => {
        const isLarge = camera.camera_id === filling;
        return (
          <div key={camera.camera_id} className={clsx("min-w-0", isLarge && "col-span-full", camera.camera_id === large && "order-first")}>
            <CameraView
              camera={camera}
              trouble={trouble.get(camera.camera_id)}
              size={{
                isLarge: camera.camera_id === large,
                onChange: (wanted) => {
                  setLarge(wanted ? camera.camera_id : null);
                },
              }}
            />
          </div>
        );
      })}
    </div>
  );
}
