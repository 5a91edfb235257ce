import clsx from "clsx";
import { ImageUp } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  onPhotos: (photos: readonly File[]) => void;
}

/** A place to drop photos on, or to choose them from: the browser's own file field, spread over the whole of it. */
export function PhotoDrop({ onPhotos }: Props) {
  const { t } = useTranslation("faces");
  const id = useId();
  const [over, setOver] = useState(false);

  return (
    <div
      className={clsx(
        "relative flex flex-col items-center rounded-card border-2 border-dashed p-8 text-center transition-colors duration-100",
        "hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
        over ? "border-accent bg-accent-tint" : "border-line bg-sunken",
      )}
    >
      <ImageUp size={28} strokeWidth={1.5} className="mb-3 text-soft" aria-hidden />
      <label htmlFor={id} className="font-semibold text-accent">
        {t("choose")}
      </label>
      <p className="mt-1 max-w-md text-soft" id={`${id}-hint`}>
        {t("orDrop")}
      </p>
      <input
        id={id}
        type="file"
        accept="image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"
        multiple
        aria-describedby={`${id}-hint`}
        className="absolute inset-0 cursor-pointer opacity-0"
        onDragEnter={() => {
          setOver(true);
        }}
        onDragLeave={() => {
          setOver(false);
        }}
        onDrop={() => {
          setOver(false);
        }}
        onChange={(event) => {
          onPhotos([...(event.target.files ?? [])]);
          event.target.value = ""; // so that the same file can be chosen again
        }}
      />
    </div>
  );
}
