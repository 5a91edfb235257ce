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
  const [broken, setBroken] = useState(false);
  if (broken) {
    return (
      <div role="img" aria-label={label} className="grid size-40 place-items-center rounded-control bg-sunken text-soft">
        <ImageOff size={28} strokeWidth={1.5} aria-hidden />
      </div>
    );
  }
  return (
    <div className="relative h-40 w-fit overflow-hidden rounded-control bg-sunken">
      <img
        src={src}
        alt={label}
        className="h-40 w-auto min-w-16 object-cover"
        onError={() => {
          setBroken(true);
        }}
      />
      {face && (
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
