import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { deleteMyPasskey, deletePasskey, myPasskeysQuery, passkeysQuery } from "@/features/account/api/passkeys";
import { AddPasskeyDialog } from "@/features/account/components/AddPasskeyDialog";
import { RenewCodesDialog } from "@/features/account/components/RenewCodesDialog";
import { dateAndClock, shortDate } from "@/lib/format";

interface Props {
  /** Whose, when an administrator looks at somebody's: lost ones can be removed, none added. */
  other?: { personId: string };
}

/** A person's passkeys, and how many recovery codes are left. */
export function PasskeyRows({ other }: Props) {
  const { t } = useTranslation("account");
  const queryClient = useQueryClient();
  const passkeys = useQuery(other ? passkeysQuery(other.personId) : myPasskeysQuery);
  return (
    <QueryView query={passkeys}>
      {({ items, recovery_codes_left: codesLeft }) => (
        <div className="flex flex-col items-start gap-4">
          {items.length === 0 ? (
            <p className="text-soft">{t(other ? "passkeys.noneOfOther" : "passkeys.none")}</p>
          ) : (
            <>
              <Rows className="w-full" aria-label={t("passkeys.title")}>
                {items.map((passkey) => (
                  <Row key={passkey.passkey_id}>
                    <Fingerprint size={20} className="text-soft" aria-hidden />
                    <span className="min-w-40 flex-1">
                      <span className="block font-medium">{passkey.label || t("passkeys.unnamed")}</span>
                      <span className="block text-sm text-soft">
                        {t("passkeys.added", { date: shortDate(passkey.create_time) })} ·{" "}
                        {passkey.last_use_time
                          ? t("passkeys.used", { time: dateAndClock(passkey.last_use_time) })
                          : t("passkeys.unused")}
                      </span>
                    </span>
                    <ConfirmButton
                      trigger={(ask) => (
                        <Button small onClick={ask} aria-label={t("passkeys.removeOne", { label: passkey.label })}>
                          {t("passkeys.remove")}
                        </Button>
                      )}
                      title={t("passkeys.removeTitle", { label: passkey.label || t("passkeys.unnamed") })}
                      consequence={items.length === 1 ? t("passkeys.removeLast") : t("passkeys.removeConsequence")}
                      action={t("passkeys.remove")}
                      onConfirm={async () => {
                        await (other ? deletePasskey(other.personId, passkey.passkey_id) : deleteMyPasskey(passkey.passkey_id));
                        await queryClient.invalidateQueries({ queryKey: ["passkeys"] });
                      }}
                    />
                  </Row>
                ))}
              </Rows>
              <p className="text-sm text-soft">{t("codes.left", { count: codesLeft })}</p>
            </>
          )}
          {!other && (
            <div className="flex flex-wrap gap-2">
              <AddPasskeyDialog />
              {items.length > 0 && <RenewCodesDialog />}
            </div>
          )}
        </div>
      )}
    </QueryView>
  );
}
