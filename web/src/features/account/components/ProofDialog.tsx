import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { confirmPassword } from "@/features/account/api/proof";
import { asProblem } from "@/lib/api/problem";
import { submitted } from "@/lib/form";
import { useProblemWords } from "@/lib/i18n/useProblemWords";

interface Props {
  email: string;
  open: boolean;
  onAnswer: (given: boolean) => void;
}

/** Asks for the password before something sensitive. */
export function ProofDialog({ email, open, onAnswer }: Props) {
  const { t } = useTranslation("account");
  const words = useProblemWords();
  const confirming = useMutation({
    mutationFn: confirmPassword,
    onSuccess: () => {
      onAnswer(true);
    },
  });

  const problem = confirming.error && asProblem(confirming.error);
  const wrong = problem?.reason === "WRONG_PASSWORD";
  return (
    <Modal
      open={open}
      onOpenChange={(now) => {
        if (!now) onAnswer(false);
      }}
      title={t("proof.title")}
      purpose={t("proof.purpose")}
    >
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          confirming.mutate(submitted(event).proof ?? "");
        }}
      >
        {problem && !wrong && <ProblemNotice error={problem} />}
        {/* lets a password manager know whose password it is */}
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <TextField
          name="proof"
          type="password"
          label={t("proof.password")}
          hint={t("proof.without")}
          autoComplete="current-password"
          error={wrong ? words(problem) : undefined}
        />
        <Button type="submit" look="main" busy={confirming.isPending}>
          {t("proof.action")}
        </Button>
      </form>
    </Modal>
  );
}
