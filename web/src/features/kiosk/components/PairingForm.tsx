import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { kioskOf, kioskQuery, pairKiosk } from "@/features/kiosk/api";
import { submitted } from "@/lib/form";
import { forgetKept } from "@/lib/offline";

/** Makes this device a kiosk, by the code that an administrator gives. `ended`: it was one until now. */
export function PairingForm({ ended }: { ended: boolean }) {
  const { t } = useTranslation("kiosk");
  const queryClient = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // of the link under the QR code, opened or pasted over this page: what stands after the # reaches no server's log
    const takeFromLink = () => {
      const code = window.location.hash.slice(1);
      if (!code || !field.current) return;
      field.current.value = code;
      window.history.replaceState(window.history.state, "", window.location.pathname);
    };
    takeFromLink();
    window.addEventListener("hashchange", takeFromLink);
    return () => {
      window.removeEventListener("hashchange", takeFromLink);
    };
  }, []);
  const pairing = useMutation({
    mutationFn: pairKiosk,
    onSuccess: (state) => {
      forgetKept(); // whoever was logged in here is so no more
      queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== kioskQuery.queryKey[0] });
      queryClient.setQueryData(kioskQuery.queryKey, kioskOf(state));
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        pairing.mutate(submitted(event).code ?? "");
      }}
    >
      {ended && (
        <Notice kind="bad" title={t("pair.endedTitle")}>
          {t("pair.ended")}
        </Notice>
      )}
      {pairing.error && <ProblemNotice error={pairing.error} />}
      <TextField
        ref={field}
        name="code"
        label={t("pair.code")}
        hint={t("pair.hint")}
        required
        maxLength={40}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
      />
      <p className="text-sm text-soft">{t("pair.consequence")}</p>
      <Button type="submit" look="main" busy={pairing.isPending}>
        {t("pair.action")}
      </Button>
    </form>
  );
}
