import { Link, useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { CentredPage } from "@/app/shell/CentredPage";
import { useEnter } from "@/app/useEnter";
import { Loading } from "@/components/Loading";
import { ProblemNotice } from "@/components/ProblemNotice";
import { challengeInHash, holdsChallenge } from "@/features/account/challengeInHash";
import { LoginForm } from "@/features/account/components/LoginForm";
import { OidcButton } from "@/features/account/components/OidcButton";
import { ProblemError } from "@/lib/api/problem";
import type { Me } from "@/lib/api/types";

// whoever has no passkey does without
const SecondStep = lazy(async () => ({ default: (await import("@/features/account/components/SecondStep")).SecondStep }));

export function LoginPage() {
  const { t } = useTranslation("account");
  const { next, problem } = useSearch({ from: "/login" });
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate({ from: "/login" });
  const enter = useEnter();
  const [challenge, setChallenge] = useState(() => challengeInHash(hash));

  useEffect(() => {
    // a challenge is used once: the address must not bring it back; any other is that of the page one goes on to
    if (holdsChallenge(hash)) void navigate({ search: (old) => old, hash: "", replace: true });
  }, [hash, navigate]);

  const onLogin = (me: Me) => {
    enter(me, next);
  };

  if (challenge) {
    return (
      <CentredPage title={t("second.title")} purpose={t(challenge.enrol ? "second.enrolPurpose" : "second.purpose")}>
        <Suspense fallback={<Loading />}>
          <SecondStep
            challenge={challenge}
            onLogin={onLogin}
            onStartOver={() => {
              setChallenge(null);
            }}
          />
        </Suspense>
      </CentredPage>
    );
  }
  return (
    <CentredPage title={t("login.title")}>
      {problem && (
        <div className="mb-6">
          <ProblemNotice error={new ProblemError("", 401, problem)} />
        </div>
      )}
      <LoginForm onLogin={onLogin} onChallenge={setChallenge} />
      <p className="mt-4">
        <Link to="/forgot" className="text-accent hover:underline">
          {t("login.forgot")}
        </Link>
      </p>
      <OidcButton next={next ?? "/"} />
      <p className="mt-8 text-sm text-soft">{t("login.invited")}</p>
    </CentredPage>
  );
}
