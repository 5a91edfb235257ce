import { Progress } from "radix-ui";

interface Props {
  label: string;
  done: number;
  total: number;
}

export function ProgressBar({ label, done, total }: Props) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <Progress.Root
      value={Math.round(share * 100)}
      aria-label={label}
      className="h-2 w-full overflow-hidden rounded-full bg-hover"
    >
      <Progress.Indicator
        className="h-full origin-left rounded-full bg-accent transition-transform duration-150"
        style={{ transform: `scaleX(${share})` }}
      />
    </Progress.Root>
  );
}
