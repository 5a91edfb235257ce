import clsx from "clsx";
import { ImageOff } from "lucide-react";
import { useState } from "react";

import type { Box } from "@/lib/api/types";

interface Props {
  src: string;
  label: string;
  face: Box | null;
  good?: boolean;
}

const percent = (fraction: number) => `${Math.min(1, Math.max(0, fraction)) * 100}%`;

/** A photo with the face that was found framed. */
export function PhotoWithFace({ src, label, face, good = true }: Props) {
  const [loaded, setLoaded] = useState(false); // before that the frame would stand anywhere
  const [broken, setBroken] = useState(false);
  if (broken) {
    return (
      <div role="img" aria-label={label} className="grid size-40 place-items-center rounded-control bg-sunken text-soft">
        <ImageOff size={28} strokeWidth={1.5} aria-hidden />
      </div>
    );
  }
  return (
    <div className="relative w-fit max-w-full overflow-hidden rounded-control bg-sunken">
      <img
        src={src}
        alt={label}
        className="max-h-40 max-w-full min-w-16" // its own shape, or the frame would not be on the face
        onLoad={() => {
          setLoaded(true);
        }}
        onError={() => {
          setBroken(true);
        }}
      />
      {face && loaded && (
        <span
          aria-hidden
          className={clsx("absolute rounded-sm border-2", good ? "border-[#69cf8b]" : "border-[#ff9a91] border-dashed")}
          style={{
            left: percent(face.left),
            top: percent(face.top),
            width: percent(face.right - face.left),
            height: percent(face.bottom - face.top),
          }}
        />
      )}
    </div>
  );
}
