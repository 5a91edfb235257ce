import { newId } from "@/lib/ids";

export const FILES_MAX = 3;
export const FILE_BYTES_MAX = 5 * 1024 * 1024;
export const ACCEPTED = ".pdf,.jpg,.jpeg,.png,.heic,.heif,.webp,application/pdf,image/jpeg,image/png,image/heic,image/webp";

export interface ChosenFile {
  /** The same on a retry, so that it is kept once. */
  id: string;
  file: File;
  state: "chosen" | "sending" | "sent" | "failed";
  error: unknown;
}

export type Refusal = "tooMany" | "tooLarge" | "empty";

/** The list with one file more, or why it cannot be added: said before it is sent in vain. */
export function withFile(chosen: readonly ChosenFile[], file: File, most: number): ChosenFile[] | Refusal {
  if (chosen.length >= most) return "tooMany";
  if (file.size > FILE_BYTES_MAX) return "tooLarge";
  if (file.size === 0) return "empty";
  return [...chosen, { id: newId(), file, state: "chosen", error: null }];
}

/** 1.4 MB, 12 kB */
export function sizeText(bytes: number): string {
  return bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`;
}
