import { type Credit, maySend, NO_CREDIT, reconnected, sent, told } from "@/features/cameras/credit";
import { webcamEvent } from "@/features/cameras/webcamMessages";
import { ProblemError } from "@/lib/api/problem";
import { newId } from "@/lib/ids";
import { LiveSocket, type SocketState, socketUrl } from "@/lib/socket/liveSocket";
import { parsed } from "@/lib/socket/parse";
import { frameMessage } from "@/lib/webcam/frameMessage";
import { grabJpeg } from "@/lib/webcam/grabJpeg";

export interface SenderStatus {
  readonly socket: SocketState;
  /** No session is open in the camera's room, so no frame is wanted. */
  readonly idle: boolean;
  readonly framesSent: number;
  /** Set once the stream is closed for good. */
  readonly closed: ProblemError | null;
}

const LOOK_AGAIN_MS = 200; // how soon a frame is tried again when none may be sent
const JPEG_BYTES_MAX = 1024 * 1024;
const QUALITY = 0.8;
// After these the same stream would be closed again: another device films, or the camera is gone.
const FINAL_REASONS = new Set(["CAMERA_SUPERSEDED", "CAMERA_REMOVED", "CAMERA_NOT_FOUND", "NOT_ALLOWED"]);

/**
 * Sends this device's camera as a camera of the room. No frame is ever queued: one is taken when there is credit for
 * it, so what is sent is always the newest.
 */
export class WebcamSender {
  private readonly socket: LiveSocket;
  private readonly streamId = newId();
  private readonly video: HTMLVideoElement;
  private readonly canvas = document.createElement("canvas");
  private readonly onStatus: (status: SenderStatus) => void;
  private credit: Credit = NO_CREDIT;
  private status: SenderStatus = { socket: "connecting", idle: false, framesSent: 0, closed: null };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private heartbeatMs = 5_000;
  private lastSignMs = 0;

  constructor(cameraId: string, video: HTMLVideoElement, onStatus: (status: SenderStatus) => void) {
    this.video = video;
    this.onStatus = onStatus;
    this.socket = new LiveSocket({
      url: () => socketUrl(`/api/v1/cameras/${cameraId}/webcam`),
      onOpen: (socket) => {
        this.credit = reconnected(this.credit);
        this.lastSignMs = performance.now();
        socket.send(JSON.stringify({ stream_id: this.streamId, resume_after_sequence: this.credit.storedSequence }));
      },
      onMessage: (data) => {
        this.receive(data);
      },
      onState: (socket, closed) => {
        this.tell({ socket, closed });
      },
    });
  }

  start(): void {
    this.socket.start();
    this.schedule(0);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket.stop();
  }

  private receive(data: unknown): void {
    const message = parsed(webcamEvent, data);
    if (!message) return;
    this.credit = told(this.credit, message);
    if (message.type === "flow_control") {
      if (message.heartbeat_seconds > 0) this.heartbeatMs = message.heartbeat_seconds * 1000;
      this.tell({ idle: message.target_fps === 0 });
    }
    if (message.type === "drain") this.socket.reconnect(); // the pod is leaving: go on elsewhere
    if (message.type === "closed" && FINAL_REASONS.has(message.reason)) {
      this.tell({ socket: "refused", closed: new ProblemError(message.detail, 0, message.reason) });
      this.stop();
    }
  }

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.sendOne(), delayMs);
  }

  private async sendOne(): Promise<void> {
    const began = performance.now();
    if (maySend(this.credit) && this.socket.bufferedBytes === 0) await this.grabAndSend();
    if (began - this.lastSignMs > this.heartbeatMs / 2) this.giveSign();
    const period = this.credit.targetFps > 0 ? 1000 / this.credit.targetFps : LOOK_AGAIN_MS;
    this.schedule(Math.max(0, Math.min(period, LOOK_AGAIN_MS * 5) - (performance.now() - began)));
  }

  private async grabAndSend(): Promise<void> {
    const captureTimeMs = Date.now();
    const blob = await grabJpeg(this.video, this.canvas, this.credit.maxWidthPx || this.video.videoWidth, QUALITY);
    if (!blob || blob.size > JPEG_BYTES_MAX) return;
    const jpeg = await blob.arrayBuffer();
    if (this.stopped || !maySend(this.credit)) return;
    if (!this.socket.send(frameMessage(this.credit.sentSequence + 1, captureTimeMs, jpeg))) return;
    this.credit = sent(this.credit);
    this.lastSignMs = performance.now();
    this.tell({ framesSent: this.status.framesSent + 1 });
  }

  /** Any text is a sign of life while no frame is wanted; a silent camera is let go. */
  private giveSign(): void {
    if (this.socket.send('{"type":"heartbeat"}')) this.lastSignMs = performance.now();
  }

  private tell(change: Partial<SenderStatus>): void {
    this.status = { ...this.status, ...change };
    if (!this.stopped) this.onStatus(this.status);
  }
}
