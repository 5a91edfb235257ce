import { RadioGroup } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { faceImageUrl } from "@/features/faces/api/faces";
import type { LookAlike } from "@/lib/api/types";

interface Props {
  pair: LookAlike;
  names: { first: string; second: string };
  onChoose: (sampleId: string) => Promise<unknown>;
}

/** Lets the reader point at the photo that was sent for the wrong person; it is erased. */
export function WrongPhotoDialog({ pair, names, onChoose }: Props) {
  const { t } = useTranslation("training");
  const [chosen, setChosen] = useState("");
  const photos = (["first", "second"] as const).flatMap((side) =>
    pair[`${side}_sample_ids`].map((sampleId) => ({ sampleId, personId: pair[`${side}_person_id`], name: names[side] })),
  );
  return (
    <ConfirmButton
      trigger={(ask) => (
        <Button
          small
          look="quiet"
          onClick={() => {
            setChosen("");
            ask();
          }}
        >
          {t("alike.wrong")}
        </Button>
      )}
      title={t("alike.wrongTitle")}
      consequence={t("alike.wrongPurpose")}
      action={t("alike.wrongAction")}
      disabled={!chosen}
      onConfirm={() => onChoose(chosen)}
    >
      <RadioGroup.Root value={chosen} onValueChange={setChosen} aria-label={t("alike.wrongTitle")} className="flex flex-wrap gap-3">
        {photos.map(({ sampleId, personId, name }, index) => (
          <RadioGroup.Item
            key={sampleId}
            value={sampleId}
            aria-label={t("alike.photo", { number: index + 1, name })}
            className="w-24 rounded-control border-2 border-transparent p-1 text-start text-sm hover:bg-hover aria-checked:border-accent"
          >
            <img src={faceImageUrl(personId, sampleId)} alt="" className="size-20 rounded-control bg-sunken object-cover" />
            <span className="mt-1 block truncate text-soft">{name}</span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </ConfirmButton>
  );
}
