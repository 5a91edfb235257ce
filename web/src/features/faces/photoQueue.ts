import { asProblem, type ProblemError } from "@/lib/api/problem";
import type { Box, FaceSample } from "@/lib/api/types";
import { newId } from "@/lib/ids";

export type PhotoState = "waiting" | "sending" | "accepted" | "refused" | "failed";

/** A photo on its way; `requestId` stays the same on a retry, so that nothing is stored twice. */
export interface QueuedPhoto {
  readonly requestId: string;
  readonly photo: Blob;
  readonly name: string;
  readonly previewUrl: string;
  readonly state: PhotoState;
  readonly problem: ProblemError | null;
  readonly face: Box | null;
  /** How the face is held, once it is accepted. */
  readonly pose: FaceSample["pose"];
}

type Upload = (photo: Blob, requestId: string) => Promise<FaceSample>;

const AT_ONCE = 2;
const JUDGED = new Set([413, 415, 422]); // the photo itself will not do; anything else may pass
/** Photos of one sitting; more are turned away with a sentence, for nobody needs so many. */
export const MOST_PHOTOS = 30;

/** Sends photos two at a time and keeps what became of each, until it is dismissed. */
export class PhotoQueue {
  private photos: readonly QueuedPhoto[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly upload: Upload;

  constructor(upload: Upload) {
    this.upload = upload;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): readonly QueuedPhoto[] => this.photos;

  /** Returns how many found no place. */
  add(photos: readonly { photo: Blob; name: string }[]): number {
    const places = Math.max(0, MOST_PHOTOS - this.photos.length);
    const taken = photos.slice(0, places).map(({ photo, name }) => ({
      requestId: newId(),
      photo,
      name,
      previewUrl: URL.createObjectURL(photo),
      state: "waiting" as const,
      problem: null,
      face: null,
      pose: "unknown" as const,
    }));
    this.set([...this.photos, ...taken]);
    this.pump();
    return photos.length - taken.length;
  }

  retry(requestId: string): void {
    this.change(requestId, { state: "waiting", problem: null });
    this.pump();
  }

  dismiss(requestId: string): void {
    const photo = this.photos.find((one) => one.requestId === requestId);
    if (!photo || photo.state === "sending") return;
    URL.revokeObjectURL(photo.previewUrl);
    this.set(this.photos.filter((one) => one !== photo));
  }

  /** Lets go of the previews; photos on their way still arrive. */
  release(): void {
    for (const photo of this.photos) URL.revokeObjectURL(photo.previewUrl);
    this.photos = this.photos.filter((one) => one.state === "sending");
  }

  private pump(): void {
    let free = AT_ONCE - this.photos.filter((one) => one.state === "sending").length;
    for (const photo of this.photos) {
      if (free <= 0) return;
      if (photo.state !== "waiting") continue;
      free -= 1;
      void this.send(photo);
    }
  }

  private async send({ photo, requestId }: QueuedPhoto): Promise<void> {
    this.change(requestId, { state: "sending" });
    try {
      const sample = await this.upload(photo, requestId);
      this.change(requestId, { state: "accepted", face: sample.face, pose: sample.pose });
    } catch (error) {
      const problem = asProblem(error);
      const judged = JUDGED.has(problem.status);
      this.change(requestId, { state: judged ? "refused" : "failed", problem, face: boxOf(problem) });
    }
    this.pump();
  }

  private change(requestId: string, change: Partial<QueuedPhoto>): void {
    this.set(this.photos.map((one) => (one.requestId === requestId ? { ...one, ...change } : one)));
  }

  private set(photos: readonly QueuedPhoto[]): void {
    this.photos = photos;
    this.listeners.forEach((listener) => {
      listener();
    });
  }
}

/** Where the face is that was refused, in fractions of the photo, if the problem says so. */
export function boxOf({ metadata }: ProblemError): Box | null {
  const number = (name: string) => Number(metadata[name] ?? NaN);
  const box = { left: number("left"), top: number("top"), right: number("right"), bottom: number("bottom") };
  return Object.values(box).every(Number.isFinite) ? box : null;
}
