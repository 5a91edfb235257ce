import { CircleAlert } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";

interface Described {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
}

interface FieldProps {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: (described: Described) => ReactNode;
}

/** A label above, a hint and a mistake in words, tied to the one control inside. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-sm font-medium text-absent">
          <CircleAlert size={16} className="mt-1 shrink-0" aria-hidden />
          {error}
        </p>
      )}
      {children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
      })}
    </div>
  );
}

export const CONTROL =
  "h-10 w-full rounded-control border border-edge bg-raised px-3 text-ellipsis text-ink placeholder:text-soft aria-invalid:border-absent aria-invalid:border-2";

type Common = Omit<FieldProps, "children">;

export function TextField({ label, hint, error, ...input }: Common & ComponentProps<"input">) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => <input {...input} {...described} className={CONTROL} />}
    </Field>
  );
}

export function SelectField({ label, hint, error, ...select }: Common & ComponentProps<"select">) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => <select {...select} {...described} className={CONTROL} />}
    </Field>
  );
}

export function TextAreaField({ label, hint, error, ...area }: Common & ComponentProps<"textarea">) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => <textarea {...area} {...described} className={`${CONTROL} h-auto py-2`} />}
    </Field>
  );
}
