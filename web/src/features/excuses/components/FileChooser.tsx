import { Camera, Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { FileDrop } from "@/components/FileDrop";
import { IconButton } from "@/components/IconButton";
import { Notice } from "@/components/Notice";
import { Row, Rows } from "@/components/Rows";
import { ACCEPTED, type ChosenFile, FILES_MAX, type Refusal, sizeText } from "@/features/excuses/chosenFiles";
import { useProblemWords } from "@/lib/i18n/useProblemWords";

interface Props {
  files: readonly ChosenFile[];
  refusal: Refusal | null;
  /** They are being sent: none comes or goes. */
  locked: boolean;
  onChoose: (file: File) => void;
  onRemove: (id: string) => void;
}

/** Files dropped, chosen, or taken with a phone's camera. */
export function FileChooser({ files, refusal, locked, onChoose, onRemove }: Props) {
  const { t } = useTranslation("excuses");
  const words = useProblemWords();
  const cameraId = useId();
  return (
    <div role="group" aria-label={t("files.title")} className="flex flex-col gap-3">
      <p className="font-medium">{t("files.title")}</p>
      {files.length > 0 && (
        <Rows>
          {files.map((one) => (
            <Row key={one.id}>
              <span className="min-w-0 flex-1">
                <span className="block break-words">{one.file.name}</span>
                <span className="block text-sm text-soft" role="status">
                  {[sizeText(one.file.size), one.state === "chosen" ? "" : t(`files.${one.state}`)]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
                {one.state === "failed" && <span className="block text-sm text-absent">{words(one.error)}</span>}
              </span>
              {!locked && (one.state === "chosen" || one.state === "failed") && (
                <IconButton
                  icon={Trash2}
                  label={t("files.remove", { name: one.file.name })}
                  onClick={() => {
                    onRemove(one.id);
                  }}
                />
              )}
            </Row>
          ))}
        </Rows>
      )}
      {refusal && <Notice kind="bad">{t(`files.${refusal}`)}</Notice>}
      {!locked && files.length < FILES_MAX && (
        <>
          <FileDrop
            label={t("files.choose")}
            hint={t("files.hint")}
            accept={ACCEPTED}
            onFiles={([file]) => {
              onChoose(file);
            }}
          />
          <label
            htmlFor={cameraId}
            className="hidden h-11 cursor-pointer items-center justify-center gap-2 rounded-control border border-edge bg-raised px-4 font-medium has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent pointer-coarse:inline-flex"
          >
            <Camera size={18} aria-hidden />
            {t("files.photo")}
            <input
              id={cameraId}
              type="file"
              accept="image/*"
              capture="environment"
              className="sr-only"
              onChange={(event) => {
                const file = event.target.files?.[0];
                if (file) onChoose(file);
                event.target.value = "";
              }}
            />
          </label>
        </>
      )}
    </div>
  );
}
