import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { LoadMore } from "@/components/LoadMore";
import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { Tag } from "@/components/Tag";
import { rollBack, versionsQuery } from "@/features/training/api/gallery";
import type { GalleryVersion } from "@/lib/api/types";
import { dateAndClock } from "@/lib/format";
import { newId } from "@/lib/ids";

/** What was published when, newest first, and the way back to it. */
export function VersionList() {
  const { t } = useTranslation("training");
  const versions = useInfiniteQuery(versionsQuery);
  return (
    <QueryView query={versions}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0) return null;
        return (
          <Section title={t("versions.title")} purpose={t("versions.purpose")}>
            <Rows>
              {items.map((version, index) => (
                <VersionRow key={version.version} version={version} newest={index === 0} />
              ))}
            </Rows>
            <LoadMore {...versions} />
          </Section>
        );
      }}
    </QueryView>
  );
}

function VersionRow({ version, newest }: { version: GalleryVersion; newest: boolean }) {
  const { t } = useTranslation("training");
  const queryClient = useQueryClient();
  const number = version.version;
  return (
    <Row>
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">
          {t("versions.number", { version: number })}
          <span className="font-normal text-soft"> · {dateAndClock(version.publish_time)}</span>
        </p>
        <p className="text-sm text-soft">
          {[
            version.cause === "roll_back"
              ? t("versions.cause.roll_back", { version: version.restored_version })
              : t(`versions.cause.${version.cause}`),
            t("run.people", { count: version.people }),
            t("versions.encodings", { count: version.encodings }),
            version.encoder,
          ].join(" · ")}
        </p>
      </div>
      {newest ? (
        <Tag icon={CircleCheck} tone="good">
          {t("versions.served")}
        </Tag>
      ) : (
        <ConfirmButton
          trigger={(ask) => (
            <Button small look="quiet" onClick={ask} aria-label={t("versions.backTo", { version: number })}>
              <Undo2 size={16} aria-hidden />
              {t("versions.back")}
            </Button>
          )}
          title={t("versions.ask", { version: number })}
          consequence={t("versions.consequence", { time: dateAndClock(version.publish_time) })}
          action={t("versions.action", { version: number })}
          onConfirm={async () => {
            await rollBack(number, newId());
            await queryClient.invalidateQueries({ queryKey: ["training"] });
            await queryClient.invalidateQueries({ queryKey: ["faces"] });
          }}
        />
      )}
    </Row>
  );
}
