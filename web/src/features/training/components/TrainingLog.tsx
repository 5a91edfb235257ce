import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Section } from "@/components/Section";
import type { LogLine } from "@/features/training/liveRun";
import { clockSeconds } from "@/lib/format";

const NEAR_THE_END_PX = 40;

/** The run's own words; stays at the newest line unless the reader has scrolled up. */
export function TrainingLog({ lines }: { lines: readonly LogLine[] }) {
  const { t } = useTranslation("training");
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);

  useEffect(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);

  return (
    <Section title={t("log.title")}>
      <div
        ref={box}
        role="log"
        aria-label={t("log.title")}
        // a scrolling box must be reachable by keyboard
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
        tabIndex={0}
        onScroll={({ currentTarget: at }) => {
          atEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_THE_END_PX;
        }}
        className="max-h-80 min-h-24 overflow-y-auto rounded-card border border-line bg-sunken p-4 text-sm"
      >
        {lines.length === 0 && <p className="text-soft">{t("log.empty")}</p>}
        <ol>
          {lines.map((line, index) => (
            <li key={index} className="flex gap-4">
              <time dateTime={line.time} className="shrink-0 text-soft">
                {clockSeconds(line.time)}
              </time>
              <span className="min-w-0 break-words">{line.message}</span>
            </li>
          ))}
        </ol>
      </div>
    </Section>
  );
}
