import type { Detector } from "@/lib/api/types";

export const DETECTORS = ["yunet", "hog", "cnn"] as const satisfies readonly Detector[];
