import { useTranslation } from "react-i18next";

import { bytes } from "@/features/system/bytes";
import type { SystemFinding } from "@/lib/api/types";
import { clock, dateAndClock, localDay } from "@/lib/format";

interface Words {
  title: string;
  todo: string;
}

const UPKEEP = ["retention", "retention_of_excuses", "retention_of_disputes", "retention_of_reviews", "resealing"] as const;
export type Upkeep = (typeof UPKEEP)[number];

export const isUpkeep = (name: string): name is Upkeep => (UPKEEP as readonly string[]).includes(name);

/** Of today the clock is enough. */
export function shortTime(time: string, now = new Date().toISOString()): string {
  return localDay(time) === localDay(now) ? clock(time) : dateAndClock(time);
}

/** A finding as a sentence, and what to do about it. */
export function useFindingWords(): (finding: SystemFinding) => Words {
  const { t } = useTranslation("system");
  const { t: tCameras } = useTranslation("cameras");
  return (finding) => {
    const { code, process, name = "" } = finding;
    const count = finding.count ?? 0;
    const service = process ? t(`process.${process}`) : "";
    const ofUpkeep = code === "upkeep_failed" || code === "upkeep_late";
    const camera = name || t("aCamera");
    const given = {
      process: name && process && !ofUpkeep ? t("oneOf", { process: service, name }) : service,
      name,
      upkeep: isUpkeep(name) ? t(`upkeep.${name}`) : name,
      camera: finding.room_name ? t("inRoom", { camera, room: finding.room_name }) : camera,
      trouble: finding.trouble ? tCameras(`trouble.${finding.trouble}.name`) : "",
      time: finding.since ? shortTime(finding.since) : "",
      count,
      percent: Math.round(count * 100),
      size: bytes(count),
    };
    return { title: t(`finding.${code}`, given), todo: t(todoOf(finding)) };
  };
}

function todoOf({ code, process, alone }: SystemFinding) {
  if (code !== "unreachable") return `todo.${code}` as const;
  if (!alone) return "todo.others" as const;
  return process && process !== "gateway" ? (`todo.unreachable_${process}` as const) : ("todo.unreachable" as const);
}
