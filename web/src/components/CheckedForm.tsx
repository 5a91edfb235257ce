import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { checked, type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { newId } from "@/lib/ids";
import type { z } from "@/lib/zod";

import { Button } from "./Button";
import { ProblemNotice } from "./ProblemNotice";

interface Props<Schema extends z.ZodMiniType, Answer> {
  schema: Schema;
  /** What its button says. */
  action: ReactNode;
  /** Sends what was typed. One wish has one request id: sent again after a lost answer it happens once. */
  send: (form: z.output<Schema>, requestId: string) => Promise<Answer>;
  /** Takes the answer; the button is busy until it has. */
  onSent: (answer: Answer) => unknown;
  /** Says what was refused and is about no field, where there is more to say than why. */
  problem?: (error: Error) => ReactNode;
  /** The fields, given what is wrong with each. */
  children: (errors: FieldErrors) => ReactNode;
}

const aboutNoField = (error: Error) => <ProblemNotice error={error} />;

/** A form that is checked, then sent. What is wrong stands at its field, and above the form where it is about none. */
export function CheckedForm<Schema extends z.ZodMiniType, Answer>(props: Props<Schema, Answer>) {
  const { schema, action, send, onSent, problem = aboutNoField, children } = props;
  const [errors, setErrors] = useState<FieldErrors>({});
  const [requestId, setRequestId] = useState(newId);
  const sending = useMutation({
    mutationFn: (form: z.output<Schema>) => send(form, requestId),
    onSuccess: onSent,
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onChange={() => {
        setRequestId(newId());
      }}
      onSubmit={(event) => {
        const form = checked(schema, submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) sending.mutate(form.data);
      }}
    >
      {sending.error && Object.keys(errors).length === 0 && problem(sending.error)}
      {children(errors)}
      <Button type="submit" look="main" busy={sending.isPending}>
        {action}
      </Button>
    </form>
  );
}
