import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useEnter } from "@/app/useEnter";
import { Button } from "@/components/Button";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { meQuery } from "@/features/account/api/me";
import { LoginForm } from "@/features/account/components/LoginForm";
import { SecondStep } from "@/features/account/components/SecondStep";
import { ProblemError } from "@/lib/api/problem";
import type { LoginChallenge, Me } from "@/lib/api/types";
import { forgetKept } from "@/lib/offline";
import { LOGIN_AGAIN_EVENT } from "@/lib/socket/loginEvents";

interface Props {
  /** Whose page it is. */
  me: Me;
  onDone: () => void;
}

/** Logs in over the page: what was being written on it is still there afterwards. */
export function LoginAgain({ me, onDone }: Props) {
  const { t } = useTranslation("account");
  const queryClient = useQueryClient();
  const router = useRouter();
  const enter = useEnter();
  const [challenge, setChallenge] = useState<LoginChallenge | null>(null);

  const looking = useMutation({
    mutationFn: async () => {
      const now = await queryClient.query({ ...meQuery, staleTime: 0 });
      if (!now) throw new ProblemError("", 401, "NOT_LOGGED_IN");
      return now;
    },
    onSuccess: (now) => {
      goOn(now);
    },
  });

  const goOn = (now: Me) => {
    onDone();
    if (now.person_id !== me.person_id) {
      enter(now); // somebody else sees nothing of this page
      return;
    }
    queryClient.setQueryData(meQuery.queryKey, now);
    window.dispatchEvent(new Event(LOGIN_AGAIN_EVENT));
    void queryClient.invalidateQueries();
  };

  return (
    <Modal covers open onOpenChange={() => undefined} title={t("again.title")} purpose={t("again.purpose", { name: me.display_name })}>
      {challenge ? (
        <SecondStep
          challenge={challenge}
          onLogin={goOn}
          onStartOver={() => {
            setChallenge(null);
          }}
        />
      ) : (
        <LoginForm onLogin={goOn} onChallenge={setChallenge} />
      )}
      <div className="mt-6 flex flex-wrap items-center gap-3 border-t border-line pt-5">
        <p className="w-full text-sm text-soft">{t("again.otherWay")}</p>
        {looking.error && <ProblemNotice error={looking.error} />}
        <Button asChild small>
          <a href="/login" target="_blank" rel="noopener">
            {t("again.otherTab")}
          </a>
        </Button>
        <Button
          small
          onClick={() => {
            looking.mutate();
          }}
        >
          {t("again.isDone")}
        </Button>
        <Button
          small
          look="quiet"
          onClick={() => {
            onDone();
            forgetKept();
            queryClient.clear();
            queryClient.setQueryData(meQuery.queryKey, null);
            void router.invalidate();
          }}
        >
          {t("again.leave")}
        </Button>
      </div>
    </Modal>
  );
}
