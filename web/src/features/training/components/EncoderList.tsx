import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { Tag } from "@/components/Tag";
import { changeEncoder, encodersQuery } from "@/features/training/api/gallery";
import type { GalleryEncoder } from "@/lib/api/types";
import { newId } from "@/lib/ids";

interface Props {
  /** A run is under way: there is only ever one. */
  held: boolean;
  onChange: (run: string) => unknown;
}

/** The networks that faces can be encoded with, and which one the gallery uses. */
export function EncoderList({ held, onChange }: Props) {
  const { t } = useTranslation("training");
  const encoders = useQuery(encodersQuery);
  return (
    <QueryView query={encoders}>
      {({ items }) => (
        <Section title={t("encoders.title")} purpose={t("encoders.purpose")}>
          <Rows>
            {items.map((encoder) => (
              <EncoderRow key={encoder.encoder} encoder={encoder} held={held} onChange={onChange} />
            ))}
          </Rows>
        </Section>
      )}
    </QueryView>
  );
}

const WORDS = { sface: "sface", dlib: "dlib", "sface+dlib": "both" } as const;

function EncoderRow({ encoder, held, onChange }: Props & { encoder: GalleryEncoder }) {
  const { t } = useTranslation("training");
  const queryClient = useQueryClient();
  const name = encoder.encoder;
  const words = name in WORDS ? t(`encoders.about.${WORDS[name as keyof typeof WORDS]}`) : "";
  return (
    <Row>
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">
          {name}
          <span className="font-normal text-soft"> · {encoder.model}</span>
        </p>
        <p className="text-sm text-soft">
          {words}
          {encoder.imported > 0 && ` ${t("encoders.imported", { count: encoder.imported })}`}
        </p>
      </div>
      {encoder.in_use ? (
        <Tag icon={CircleCheck} tone="good">
          {t("encoders.inUse")}
        </Tag>
      ) : (
        <ConfirmButton
          trigger={(ask) => (
            <Button small look="quiet" held={held} onClick={ask} aria-label={t("encoders.changeTo", { name })}>
              {t("encoders.change")}
            </Button>
          )}
          title={t("encoders.ask", { name })}
          consequence={t("encoders.consequence")}
          action={t("encoders.action")}
          onConfirm={async () => {
            const run = await changeEncoder(name, newId());
            void queryClient.invalidateQueries({ queryKey: ["training"] });
            await onChange(run.request_id);
          }}
        />
      )}
    </Row>
  );
}
