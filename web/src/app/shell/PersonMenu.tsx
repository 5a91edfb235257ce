import { ChevronsUpDown } from "lucide-react";
import { type ComponentProps, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { Initials } from "@/components/Initials";
import type { Me } from "@/lib/api/types";

const items = () => import("@/app/shell/PersonMenuItems");
const PersonMenuItems = lazy(async () => ({ default: (await items()).PersonMenuItems }));

/** Who is logged in; the menu itself comes when it is reached for, as no page needs it to be read. */
export function PersonMenu({ me }: { me: Me }) {
  const [asked, setAsked] = useState(false);
  const reach = () => void items();
  if (!asked) {
    return (
      <PersonButton
        me={me}
        aria-haspopup="menu"
        aria-expanded={false}
        onPointerEnter={reach}
        onFocus={reach}
        onClick={() => {
          setAsked(true);
        }}
      />
    );
  }
  return (
    <Suspense fallback={<PersonButton me={me} aria-haspopup="menu" aria-expanded />}>
      <PersonMenuItems me={me} trigger={<PersonButton me={me} />} />
    </Suspense>
  );
}

function PersonButton({ me, ...rest }: { me: Me } & ComponentProps<"button">) {
  const { t } = useTranslation();
  return (
    <button
      {...rest}
      type="button"
      className="flex w-full items-center gap-3 rounded-control p-2 text-start transition-colors duration-100 hover:bg-hover"
    >
      <Initials name={me.display_name} />
      <span className="min-w-0 flex-1">
        <span className="block truncate leading-5 font-medium">{me.display_name}</span>
        <span className="block truncate text-sm leading-5 text-soft">{t(`roles.${me.role}`)}</span>
      </span>
      <ChevronsUpDown size={16} className="text-soft" aria-hidden />
    </button>
  );
}
