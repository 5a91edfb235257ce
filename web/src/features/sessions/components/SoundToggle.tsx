import { Volume2, VolumeX } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { chime } from "@/lib/chime";
import { useKept } from "@/lib/useKept";

const PAUSE_MS = 400; // a class that comes in together is one sound, not thirty

/** A quiet tone for everybody who is seen, where a teacher wants it. */
export function SoundToggle({ presentCount }: { presentCount: number }) {
  const { t } = useTranslation("sessions");
  const [on, setOn] = useKept("sound");
  const before = useRef(presentCount);
  const lastMs = useRef(0);
  useEffect(() => {
    const isMore = presentCount > before.current;
    before.current = presentCount;
    const now = performance.now();
    if (!on || !isMore || now - lastMs.current < PAUSE_MS) return;
    lastMs.current = now;
    chime();
  }, [presentCount, on]);
  const Icon = on ? Volume2 : VolumeX;
  return (
    <Button
      aria-pressed={on}
      onClick={() => {
        setOn(!on);
        if (!on) chime();
      }}
    >
      <Icon size={18} aria-hidden />
      {t("sound")}
    </Button>
  );
}
