import { useTranslation } from "react-i18next";

import type { FaceSample } from "@/lib/api/types";
import { sentence } from "@/lib/format";

type RejectReason = NonNullable<FaceSample["reject_reason"]>;

/** What training sets a photo aside for, in the words with which the same photo is refused when it is sent. */
const REFUSALS = {
  no_face: "face-not-found",
  several_faces: "several-faces",
  too_blurred: "face-blurred",
  too_small: "face-too-small",
  too_dark: "face-too-dark",
  too_bright: "face-too-bright",
  turned_away: "face-turned-away",
  eyes_covered: "face-covered",
  mouth_covered: "face-covered",
  outlier: "face-not-like-others",
  unreadable: "unreadable-photo",
} as const satisfies Record<Exclude<RejectReason, "unspecified">, string>;

/** Why a photo was set aside, in the reader's language; for a reason that is not known here, in the server's words. */
export function useRejectWords(): (reason: string | null, message: string) => string {
  const { t } = useTranslation("faces");
  return (reason, message) =>
    reason !== null && Object.hasOwn(REFUSALS, reason)
      ? t(`refused.${REFUSALS[reason as keyof typeof REFUSALS]}`)
      : sentence(message);
}
