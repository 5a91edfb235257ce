import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, Hourglass, Images, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ConfirmButton } from "@/components/ConfirmButton";
import { EmptyState } from "@/components/EmptyState";
import { IconButton } from "@/components/IconButton";
import { PagedView } from "@/components/PagedView";
import { Tag } from "@/components/Tag";
import { deleteFace } from "@/features/faces/api/changeFaces";
import { faceImageUrl, facesQuery } from "@/features/faces/api/faces";
import { PhotoWithFace } from "@/features/faces/components/PhotoWithFace";
import { useRejectWords } from "@/lib/i18n/useRejectWords";
import type { FaceSample } from "@/lib/api/types";
import { shortDate } from "@/lib/format";

/** The photos kept of a person. */
export function PhotoGrid({ personId }: { personId: string }) {
  const { t } = useTranslation("faces");
  const faces = useInfiniteQuery(facesQuery(personId));
  return (
    <PagedView
      query={faces}
      empty={
        <EmptyState icon={Images} title={t("none")}>
          {t("noneWhy")}
        </EmptyState>
      }
    >
      {(samples) => (
        <ul className="flex flex-wrap gap-4" aria-label={t("kept")}>
          {samples.map((sample) => (
            <Photo key={sample.sample_id} sample={sample} />
          ))}
        </ul>
      )}
    </PagedView>
  );
}

function Photo({ sample }: { sample: FaceSample }) {
  const { t } = useTranslation("faces");
  const rejectWords = useRejectWords();
  const queryClient = useQueryClient();
  const label = t("photoOf", { date: shortDate(sample.create_time) });
  return (
    <li className="animate-appear">
      {sample.has_picture ? (
        // its room is kept until it has come: nothing moves then
        <div className="flex size-40 items-end">
          <PhotoWithFace src={faceImageUrl(sample.person_id, sample.sample_id)} label={label} face={sample.face} />
        </div>
      ) : (
        <p className="grid size-40 place-items-center rounded-card border border-line bg-sunken p-4 text-center text-sm text-soft">
          {t("noPicture")}
        </p>
      )}
      {sample.reject_message && (
        <p className="mt-2 max-w-40 text-sm text-soft">{rejectWords(sample.reject_reason, sample.reject_message)}</p>
      )}
      <div className="mt-2 flex items-center justify-between gap-2">
        {sample.in_gallery ? (
          <Tag icon={CircleCheck} tone="good">
            {t("learned")}
          </Tag>
        ) : sample.reject_message ? (
          <Tag icon={CircleAlert} tone="warn">
            {t("setAside")}
          </Tag>
        ) : (
          <Tag icon={Hourglass}>{t("waits")}</Tag>
        )}
        <ConfirmButton
          trigger={(ask) => <IconButton icon={Trash2} label={t("delete", { what: label })} onClick={ask} />}
          title={t("deleteTitle")}
          consequence={t("deleteConsequence")}
          action={t("deleteAction")}
          onConfirm={async () => {
            await deleteFace(sample.person_id, sample.sample_id);
            await queryClient.invalidateQueries({ queryKey: ["faces", sample.person_id] });
          }}
        />
      </div>
    </li>
  );
}
