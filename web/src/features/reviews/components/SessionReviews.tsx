import { useQuery } from "@tanstack/react-query";
import { ScanFace } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Modal } from "@/components/Modal";
import { Notice } from "@/components/Notice";
import { openReviewsQuery } from "@/features/reviews/api/reviews";
import { ReviewCard } from "@/features/reviews/components/ReviewCard";
import type { Mark } from "@/lib/api/types";

interface Props {
  sessionId: string;
  isOpen: boolean;
  /** Who may be named: the session's roster. */
  roster: ReadonlyMap<string, Mark>;
}

/** How many faces of the session somebody should look at, and the way to do so. Nothing when there are none. */
export function SessionReviews({ sessionId, isOpen, roster }: Props) {
  const { t } = useTranslation(["reviews", "common"]);
  const reviews = useQuery(openReviewsQuery(sessionId, isOpen));
  const [looking, setLooking] = useState(false);
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const [shownId, setShownId] = useState<string>();
  if (!reviews.data) return null; // beside the register this is a help: while it cannot be read, nothing is said
  const { items, open_count: count, left_out_count: leftOut } = reviews.data;
  if (count === 0 && !looking) return null;
  // the newest come first, and more come while somebody looks: none takes the place of the one that is looked at
  const shown = items.find((one) => one.review_id === shownId && !skipped.has(one.review_id));
  const review = shown ?? items.find((one) => !skipped.has(one.review_id)) ?? items[0];
  if (looking && review?.review_id !== shownId) setShownId(review?.review_id);

  return (
    <div className="mb-6">
      <Notice
        title={t("waiting", { count })}
        action={
          <Button
            small
            onClick={() => {
              setSkipped(new Set());
              setShownId(undefined);
              setLooking(true);
            }}
          >
            <ScanFace size={16} aria-hidden />
            {t("look")}
          </Button>
        }
      >
        <p>{t("why")}</p>
        {leftOut > 0 && <p className="mt-1 text-sm text-soft">{t("leftOut", { count: leftOut })}</p>}
      </Notice>
      <Modal open={looking} onOpenChange={setLooking} title={t("title")} purpose={count > 0 ? t("left", { count }) : t("done")}>
        {review ? (
          <ReviewCard
            key={review.review_id}
            sessionId={sessionId}
            review={review}
            roster={roster}
            onSkip={
              items.length > 1
                ? () => {
                    setSkipped((before) => new Set(before.size + 1 < items.length ? [...before, review.review_id] : []));
                  }
                : undefined
            }
          />
        ) : (
          <Button
            look="main"
            onClick={() => {
              setLooking(false);
            }}
          >
            {t("common:close")}
          </Button>
        )}
      </Modal>
    </div>
  );
}
