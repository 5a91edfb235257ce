import clsx from "clsx";
import { useTranslation } from "react-i18next";

import type { Commissioning } from "@/features/cameras/api/cameras";
import { inTen } from "@/features/cameras/inTen";

const GOOD = 0.9;
const FAIR = 0.6;

/** The camera's picture in regions: how wide faces are there, and how many of ten would be recognised. */
export function RegionGrid({ commissioning }: { commissioning: Commissioning }) {
  const { t } = useTranslation("cameras");
  const { rows, columns, regions } = commissioning;
  const found = new Map(regions.map((region) => [region.row * columns + region.column, region]));
  return (
    <figure>
      <table className="w-full table-fixed border-separate border-spacing-0.5 rounded-card bg-sunken p-1">
        <caption className="sr-only">{t("commissioning.grid")}</caption>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>
              {Array.from({ length: columns }, (__, column) => {
                const region = found.get(row * columns + column);
                if (!region) return <td key={column} className="h-11 rounded-sm bg-raised sm:h-14" />;
                const share = region.predicted_recall;
                const ten = inTen(share);
                return (
                  <td
                    key={column}
                    className={clsx(
                      "h-11 rounded-sm text-center text-sm leading-4 sm:h-14",
                      share >= GOOD && "bg-present-tint text-present",
                      share < GOOD && share >= FAIR && "bg-late-tint text-late",
                      share < FAIR && "bg-absent-tint text-absent",
                    )}
                    title={t("commissioning.region", {
                      width: Math.round(region.width_px),
                      share: ten === null ? t("commissioning.nearlyAll") : t("commissioning.share", { ten }),
                      faces: region.faces,
                      light: Math.round(region.brightness),
                    })}
                  >
                    <span className="block font-semibold">{Math.round(region.width_px)}</span>
                    <span className="block text-xs max-sm:hidden">
                      {ten === null ? t("commissioning.nearlyAllShort") : t("commissioning.ofTen", { ten })}
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <figcaption className="mt-2 text-sm text-soft">{t("commissioning.legend")}</figcaption>
    </figure>
  );
}
