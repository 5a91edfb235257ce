import clsx from "clsx";

interface Props {
  /** How much of it is drawn, 0 to 1. */
  share: number;
  tone: "asking" | "good" | "bad";
}

const TONES = { asking: "stroke-white", good: "stroke-[#69cf8b]", bad: "stroke-[#ff9a91]" };

/** The ring around the face: it fills as the answer goes on. */
export function Ring({ share, tone }: Props) {
  return (
    <svg viewBox="0 0 100 100" aria-hidden className="size-full -rotate-90">
      <circle cx="50" cy="50" r="48" className="fill-none stroke-white/25" strokeWidth="1.5" />
      <circle
        cx="50"
        cy="50"
        r="48"
        pathLength="1"
        strokeDasharray="1"
        strokeDashoffset={1 - share}
        strokeLinecap="round"
        strokeWidth="2.5"
        className={clsx("fill-none transition-[stroke-dashoffset] duration-150", TONES[tone], share === 0 && "opacity-0")}
      />
    </svg>
  );
}
