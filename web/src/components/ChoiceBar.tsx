import { ToggleGroup } from "radix-ui";

interface Props<Value extends string> {
  label: string;
  value: Value;
  choices: readonly { value: Value; label: string }[];
  onChoose: (value: Value) => void;
}

/** A few choices side by side, one of which holds. */
export function ChoiceBar<Value extends string>({ label, value, choices, onChoose }: Props<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const chosen = choices.find((choice) => choice.value === next);
        if (chosen) onChoose(chosen.value); // pressing the one that holds keeps it
      }}
      className="inline-flex flex-wrap rounded-control bg-hover p-0.5"
    >
      {choices.map((choice) => (
        <ToggleGroup.Item
          key={choice.value}
          value={choice.value}
          className="h-9 rounded-[5px] px-3 text-soft transition-colors duration-100 hover:text-ink data-[state=on]:bg-raised data-[state=on]:font-medium data-[state=on]:text-ink data-[state=on]:shadow-xs"
        >
          {choice.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
