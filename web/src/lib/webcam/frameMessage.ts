const HEAD_BYTES = 16;

/** A frame as it is sent: sequence and capture time in ms since 1970 (8 bytes each, big-endian), the JPEG. */
export function frameMessage(sequence: number, captureTimeMs: number, jpeg: ArrayBuffer): ArrayBuffer {
  const message = new Uint8Array(HEAD_BYTES + jpeg.byteLength);
  const head = new DataView(message.buffer);
  head.setBigUint64(0, BigInt(sequence));
  head.setBigUint64(8, BigInt(Math.round(captureTimeMs)));
  message.set(new Uint8Array(jpeg), HEAD_BYTES);
  return message.buffer;
}
