import { useTranslation } from "react-i18next";

import { Figures } from "@/components/Figures";
import type { Gallery } from "@/lib/api/types";
import { dateAndClock } from "@/lib/format";

/** What is searched now, and what waits to be learned. */
export function GalleryCard({ gallery }: { gallery: Gallery }) {
  const { t } = useTranslation("training");
  const published = gallery.publish_time ? dateAndClock(gallery.publish_time) : "";
  return (
    <div className="mb-8">
      <Figures
        figures={[
          { label: t("gallery.people"), value: gallery.people },
          { label: t("gallery.photos"), value: gallery.encodings },
          { label: t("gallery.waiting"), value: gallery.samples_waiting },
          { label: t("gallery.version"), value: gallery.serving_version },
        ]}
      />
      <p className="mt-3 text-sm text-soft">
        {published ? t("gallery.published", { time: published, model: gallery.model }) : t("gallery.none")}
        {gallery.published_version > gallery.serving_version && ` ${t("gallery.loading", { version: gallery.published_version })}`}
      </p>
    </div>
  );
}
