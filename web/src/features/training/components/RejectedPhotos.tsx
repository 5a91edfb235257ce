import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { faceImageUrl } from "@/features/faces/api/faces";
import { useRejectWords } from "@/lib/i18n/useRejectWords";
import { personQuery } from "@/features/people/api/people";
import type { RejectedPhoto } from "@/features/training/liveRun";

/** The photos a run could not use, under the people they are of, with the reason in words. */
export function RejectedPhotos({ photos }: { photos: readonly RejectedPhoto[] }) {
  const { t } = useTranslation("training");
  const rejectWords = useRejectWords();
  const people = new Map<string, RejectedPhoto[]>();
  for (const photo of photos) people.set(photo.personId, [...(people.get(photo.personId) ?? []), photo]);
  return (
    <Section title={t("rejected.title")} purpose={t("rejected.purpose")}>
      <Rows>
        {[...people].map(([personId, of]) => (
          <li key={personId} className="animate-arrive px-4 py-3">
            <PersonName personId={personId} />
            <ul className="mt-2 flex flex-col gap-2">
              {of.map((photo) => (
                <li key={photo.sampleId} className="flex items-center gap-3">
                  <img
                    src={faceImageUrl(personId, photo.sampleId)}
                    alt=""
                    loading="lazy"
                    className="size-12 shrink-0 rounded-control bg-sunken object-cover"
                  />
                  <span className="min-w-0">{rejectWords(photo.reason, photo.message)}</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </Rows>
    </Section>
  );
}

function PersonName({ personId }: { personId: string }) {
  const { t } = useTranslation("training");
  const person = useQuery(personQuery(personId));
  return (
    <Link to="/people/$personId" params={{ personId }} className="font-medium text-accent hover:underline">
      {person.data?.display_name ?? t("rejected.open")}
    </Link>
  );
}
