import { Link, type LinkProps, useLocation } from "@tanstack/react-router";
import {
  BookOpen,
  ChartColumn,
  CalendarClock,
  CalendarDays,
  CalendarRange,
  ClipboardList,
  Crosshair,
  FileHeart,
  GraduationCap,
  FileSpreadsheet,
  HeartPulse,
  House,
  Images,
  type LucideIcon,
  Mail,
  MessageCircleWarning,
  Palette,
  QrCode,
  Scale,
  ScrollText,
  Users,
  Video,
} from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Role } from "@/lib/api/types";

const ENTRIES = [
  { to: "/", name: "home", icon: House, roles: ["teacher", "admin"] },
  { to: "/timetable", name: "timetable", icon: CalendarClock, roles: ["teacher", "admin"] },
  { to: "/sessions", name: "sessions", icon: ClipboardList, roles: ["teacher", "admin"] },
  { to: "/excuses", name: "excuses", icon: FileHeart, roles: ["teacher", "admin"] },
  { to: "/disputes", name: "disputes", icon: MessageCircleWarning, roles: ["teacher", "admin"] },
  { to: "/people", name: "people", icon: Users, roles: ["teacher", "admin"], group: "college" },
  { to: "/courses", name: "courses", icon: BookOpen, roles: ["teacher", "admin"], group: "college" },
  { to: "/insight", name: "insight", icon: ChartColumn, roles: ["teacher", "admin"], group: "college" },
  { to: "/reports", name: "reports", icon: FileSpreadsheet, roles: ["teacher", "admin"], group: "college" },
  { to: "/policies", name: "policies", icon: Scale, roles: ["teacher", "admin"], group: "college" },
  { to: "/rooms", name: "rooms", icon: Video, roles: ["admin"], group: "setUp" },
  { to: "/training", name: "training", icon: GraduationCap, roles: ["admin"], group: "setUp" },
  { to: "/year", name: "year", icon: CalendarRange, roles: ["admin"], group: "setUp" },
  { to: "/system", name: "system", icon: HeartPulse, roles: ["admin"], group: "upkeep" },
  { to: "/accuracy", name: "accuracy", icon: Crosshair, roles: ["admin"], group: "upkeep" },
  { to: "/audit", name: "audit", icon: ScrollText, roles: ["admin"], group: "upkeep" },
  { to: "/outbox", name: "outbox", icon: Mail, roles: ["admin"], group: "upkeep" },
  { to: "/design", name: "design", icon: Palette, roles: ["admin"], group: "upkeep" },
  { to: "/check-in", name: "checkIn", icon: QrCode, roles: ["student"] },
  { to: "/attendance", name: "attendance", icon: CalendarDays, roles: ["student"] },
  { to: "/excuses", name: "excuses", icon: FileHeart, roles: ["student"] },
  { to: "/disputes", name: "disputes", icon: MessageCircleWarning, roles: ["student"] },
  { to: "/timetable", name: "timetable", icon: CalendarClock, roles: ["student"] },
  { to: "/photos", name: "photos", icon: Images, roles: ["student"] },
] as const satisfies readonly {
  to: LinkProps["to"];
  name: string;
  icon: LucideIcon;
  roles: readonly Role[];
  group?: Group;
}[];

/** What is looked at every day has no heading. */
const GROUPS = ["daily", "college", "setUp", "upkeep"] as const;
type Group = (typeof GROUPS)[number];

export function Navigation({ role }: { role: Role }) {
  const { t } = useTranslation();
  const onCamera = useLocation({ select: ({ pathname }) => pathname.startsWith("/cameras/") });
  const own = ENTRIES.filter((entry) => (entry.roles as readonly Role[]).includes(role));
  return (
    <nav aria-label={t("nav.label")} className="flex flex-col gap-4">
      {GROUPS.map((group) => {
        const entries = own.filter((entry) => ("group" in entry ? entry.group : "daily") === group);
        if (entries.length === 0) return null;
        return (
          <div key={group}>
            {group !== "daily" && <p className="px-3 pb-1 text-sm text-soft">{t(`nav.groups.${group}`)}</p>}
            <ul className="flex flex-col gap-0.5">
              {entries.map(({ to, name, icon: Icon }) => (
                <li key={name}>
                  <Link
                    to={to}
                    aria-current={name === "rooms" && onCamera ? "page" : undefined} // a camera's page is one of a room's
                    activeOptions={{ exact: to === "/", includeSearch: false }}
                    className="flex h-9 items-center gap-3 rounded-control px-3 text-soft transition-colors duration-100 hover:bg-hover hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:bg-accent-tint aria-[current=page]:font-semibold aria-[current=page]:text-accent"
                  >
                    <Icon size={18} className="shrink-0" aria-hidden />
                    {t(`nav.${name}`)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}
