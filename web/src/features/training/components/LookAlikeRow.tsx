import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Tag } from "@/components/Tag";
import { faceImageUrl } from "@/features/faces/api/faces";
import { personQuery } from "@/features/people/api/people";
import { resolveLookAlike } from "@/features/training/api/gallery";
import { WrongPhotoDialog } from "@/features/training/components/WrongPhotoDialog";
import type { LookAlike, LookAlikeResolution } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

const decimal = (value: number) => formatNumber(Math.round(value * 100) / 100);

/** One pair: both people's photos side by side, how close they are, and what it can be. */
export function LookAlikeRow({ pair }: { pair: LookAlike }) {
  const { t } = useTranslation("training");
  const queryClient = useQueryClient();
  const first = useQuery(personQuery(pair.first_person_id));
  const second = useQuery(personQuery(pair.second_person_id));
  const names = { first: first.data?.display_name ?? "…", second: second.data?.display_name ?? "…" };

  async function resolve(rest: Omit<LookAlikeResolution, "first_person_id" | "second_person_id">) {
    await resolveLookAlike({ first_person_id: pair.first_person_id, second_person_id: pair.second_person_id, ...rest });
    await queryClient.invalidateQueries({ queryKey: ["training"] });
    await queryClient.invalidateQueries({ queryKey: ["faces"] });
  }

  const telling = useMutation({ mutationFn: () => resolve({ resolution: "two_people" }) });

  const details = [
    t("alike.distance", { distance: decimal(pair.distance) }),
    pair.margin > 0 && t("alike.margin", { margin: decimal(pair.margin) }),
    pair.refused_photos > 0 && t("alike.refused", { count: pair.refused_photos }),
  ].filter(Boolean);

  return (
    <li className="px-4 py-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Side personId={pair.first_person_id} name={names.first} samples={pair.first_sample_ids} />
        <Side personId={pair.second_person_id} name={names.second} samples={pair.second_sample_ids} />
      </div>
      <p className="mt-3 text-sm text-soft">{details.join(" · ")}</p>
      {telling.error && <ProblemNotice error={telling.error} />}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {pair.confirm_time ? (
          <Tag icon={CircleCheck}>{t("alike.confirmed")}</Tag>
        ) : (
          <Button
            small
            busy={telling.isPending}
            onClick={() => {
              telling.mutate();
            }}
          >
            {t("alike.twoPeople")}
          </Button>
        )}
        {(["first", "second"] as const).map((kept) => (
          <ConfirmButton
            key={kept}
            trigger={(ask) => (
              <Button small look="quiet" onClick={ask}>
                {t("alike.same", { name: names[kept] })}
              </Button>
            )}
            title={t("alike.sameAsk", { name: names[kept] })}
            consequence={t("alike.sameConsequence", { name: names[kept === "first" ? "second" : "first"] })}
            action={t("alike.sameAction")}
            onConfirm={() => resolve({ resolution: "same_person", keep_person_id: pair[`${kept}_person_id`] })}
          />
        ))}
        <WrongPhotoDialog
          pair={pair}
          names={names}
          onChoose={(sampleId) => resolve({ resolution: "wrong_photo", sample_id: sampleId })}
        />
      </div>
    </li>
  );
}

function Side({ personId, name, samples }: { personId: string; name: string; samples: readonly string[] }) {
  const { t } = useTranslation("training");
  return (
    <div className="min-w-0">
      <Link to="/people/$personId" params={{ personId }} className="font-medium text-accent hover:underline">
        {name}
      </Link>
      <div className="mt-2 flex flex-wrap gap-2">
        {samples.map((sampleId) => (
          <img
            key={sampleId}
            src={faceImageUrl(personId, sampleId)}
            alt={t("alike.photoOf", { name })}
            loading="lazy"
            className="size-20 rounded-control bg-sunken object-cover"
          />
        ))}
      </div>
    </div>
  );
}
