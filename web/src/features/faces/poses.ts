import type { FaceSample } from "@/lib/api/types";

export type Pose = FaceSample["pose"];

/** What is asked for, in this order: together they show a head as a camera in a room sees it. */
export const GUIDED_POSES = ["front", "left", "right", "up", "down"] as const satisfies readonly Pose[];
export type GuidedPose = (typeof GUIDED_POSES)[number];

/** Which of the asked-for poses are still missing among a person's photos. */
export function missingPoses(samples: readonly Pick<FaceSample, "pose">[]): readonly GuidedPose[] {
  const done = new Set<Pose>(samples.map((sample) => sample.pose));
  return GUIDED_POSES.filter((pose) => !done.has(pose));
}
