import clsx from "clsx";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";

interface Props {
  stream: MediaStream;
  ref: Ref<HTMLVideoElement | null>;
  label: string;
  /** As in a mirror, which people find easier to pose before. */
  mirrored?: boolean;
  className?: string;
}

export function WebcamPreview({ stream, ref, label, mirrored = false, className }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  useImperativeHandle<HTMLVideoElement | null, HTMLVideoElement | null>(ref, () => video.current);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = stream;
    return () => {
      element.srcObject = null;
    };
  }, [stream]);

  return (
    <video
      ref={video}
      aria-label={label}
      autoPlay
      playsInline
      muted
      className={clsx("rounded-card bg-black", mirrored && "-scale-x-100", className)}
    />
  );
}
