import { kioskEvent, type KioskState, shown } from "@/features/kiosk/kioskMessages";
import { newId } from "@/lib/ids";
import { socketUrl } from "@/lib/socket/liveSocket";
import { parsed } from "@/lib/socket/parse";
import { frameMessage } from "@/lib/webcam/frameMessage";
import { grabJpeg } from "@/lib/webcam/grabJpeg";

const QUALITY = 0.85;
const LOOK_AGAIN_MS = 40;
const JPEG_BYTES_MAX = 1024 * 1024;
// nobody stands before a kiosk for longer without a word: the network has gone, whatever the browser believes
const SILENCE_MS = 20_000;

/** One person's check-in: sends the newest picture whenever there is credit, and tells what to show. Used once. */
export class CheckIn {
  private readonly socket: WebSocket;
  private readonly video: HTMLVideoElement;
  private readonly canvas = document.createElement("canvas");
  private readonly onState: (state: KioskState) => void;
  private state: KioskState = { at: "connecting" };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceMs = SILENCE_MS;
  private over = false;
  private sentSequence = 0;
  private doneSequence = 0;
  private maxInFlight = 0;
  private periodMs = 100;
  private maxWidthPx = 0;

  constructor(video: HTMLVideoElement, onState: (state: KioskState) => void) {
    this.video = video;
    this.onState = onState;
    this.socket = new WebSocket(socketUrl("/api/v1/kiosk/check-in"));
    this.socket.onopen = () => {
      this.socket.send(JSON.stringify({ stream_id: newId() }));
    };
    this.socket.onmessage = (event: MessageEvent<unknown>) => {
      this.receive(event.data);
    };
    this.socket.onclose = () => {
      this.end({ at: "lost" });
    };
    this.watchSilence();
    this.schedule(0);
    onState(this.state);
  }

  /** Leaves without an answer. */
  stop(): void {
    this.over = true;
    this.close();
  }

  private receive(data: unknown): void {
    if (this.over) return;
    const message = parsed(kioskEvent, data);
    if (message?.type === "control") this.silenceMs = Math.max(SILENCE_MS, 3_000 * message.heartbeat_seconds);
    this.watchSilence();
    if (!message) return;
    if (message.type === "control") {
      this.maxInFlight = message.max_in_flight;
      this.periodMs = 1000 / Math.max(1, message.target_fps);
      this.maxWidthPx = message.max_width_px;
    }
    if (message.type === "ack") this.doneSequence = Math.max(this.doneSequence, message.through_sequence);
    const next = shown(this.state, message);
    if (next === this.state) return;
    this.state = next;
    if (next.at === "accepted" || next.at === "refused" || next.at === "closed") this.end(next);
    else this.onState(next);
  }

  private end(state: KioskState): void {
    if (this.over) return;
    this.over = true;
    this.close();
    this.onState(state);
  }

  private close(): void {
    clearTimeout(this.timer);
    clearTimeout(this.silenceTimer);
    this.socket.onmessage = this.socket.onclose = this.socket.onopen = null;
    this.socket.close();
  }

  private watchSilence(): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => {
      this.end({ at: "lost" });
    }, this.silenceMs);
  }

  private schedule(delayMs: number): void {
    if (this.over) return;
    this.timer = setTimeout(() => void this.sendOne(), delayMs);
  }

  private async sendOne(): Promise<void> {
    const began = performance.now();
    const free = this.sentSequence - this.doneSequence < this.maxInFlight && this.socket.bufferedAmount === 0;
    if (free) await this.grabAndSend();
    const wait = free ? this.periodMs : LOOK_AGAIN_MS;
    this.schedule(Math.max(0, wait - (performance.now() - began)));
  }

  private async grabAndSend(): Promise<void> {
    const captureTimeMs = Date.now();
    const blob = await grabJpeg(this.video, this.canvas, this.maxWidthPx, QUALITY);
    if (!blob || blob.size > JPEG_BYTES_MAX) return;
    const jpeg = await blob.arrayBuffer();
    if (this.over || this.socket.readyState !== WebSocket.OPEN) return;
    this.sentSequence += 1;
    this.socket.send(frameMessage(this.sentSequence, captureTimeMs, jpeg));
  }
}
