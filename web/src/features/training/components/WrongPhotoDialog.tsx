import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
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
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [chosen, setChosen] = useState("");

  async function erase() {
    setBusy(true);
    setError(null);
    try {
      await onChoose(chosen);
      setOpen(false);
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }

  const photos = (["first", "second"] as const).flatMap((side) =>
    pair[`${side}_sample_ids`].map((sampleId) => ({ sampleId, personId: pair[`${side}_person_id`], name: names[side] })),
  );
  return (
    <>
      <Button
        small
        look="quiet"
        onClick={() => {
          setChosen("");
          setError(null);
          setOpen(true);
        }}
      >
        {t("alike.wrong")}
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={t("alike.wrongTitle")} purpose={t("alike.wrongPurpose")}>
        {error !== null && <ProblemNotice error={error} />}
        <div role="radiogroup" aria-label={t("alike.wrongTitle")} className="flex flex-wrap gap-3">
          {photos.map(({ sampleId, personId, name }, index) => (
            <button
              key={sampleId}
              type="button"
              role="radio"
              aria-checked={chosen === sampleId}
              aria-label={t("alike.photo", { number: index + 1, name })}
              onClick={() => {
                setChosen(sampleId);
              }}
              className="w-24 rounded-control border-2 border-transparent p-1 text-start text-sm hover:bg-hover aria-checked:border-accent"
            >
              <img src={faceImageUrl(personId, sampleId)} alt="" className="size-20 rounded-control bg-sunken object-cover" />
              <span className="mt-1 block truncate text-soft">{name}</span>
            </button>
          ))}
        </div>
        <div className="mt-5 flex flex-wrap justify-end gap-2">
          <Button look="danger" busy={busy} disabled={!chosen} onClick={() => void erase()}>
            {t("alike.wrongAction")}
          </Button>
        </div>
      </Modal>
    </>
  );
}
