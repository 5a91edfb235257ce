import clsx from "clsx";
import { useCombobox } from "downshift";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { CONTROL } from "@/components/Field";
import { IconButton } from "@/components/IconButton";

export interface Choice {
  id: string;
  label: string;
  detail?: string | undefined;
}

interface Props {
  label: string;
  placeholder?: string | undefined;
  chosen: Choice | null;
  /** What fits the text, in the order to show; null while they are looked up. */
  choices: readonly Choice[] | null;
  /** Shown when nothing fits. */
  nothing: string;
  onSearch: (text: string) => void;
  onChoose: (choice: Choice | null) => void;
}

/** A field in which one of many is found by typing, and taken with the arrow keys or the pointer. */
export function Combobox({ label, placeholder, chosen, choices, nothing, onSearch, onChoose }: Props) {
  const { t } = useTranslation();
  const { isOpen, highlightedIndex, getLabelProps, getInputProps, getMenuProps, getItemProps } = useCombobox<Choice>({
    items: [...(choices ?? [])],
    selectedItem: chosen,
    itemToString: labelOf,
    itemToKey: (choice) => choice?.id,
    onInputValueChange: ({ type, inputValue }) => {
      const isTyped = type === useCombobox.stateChangeTypes.InputChange;
      onSearch(isTyped ? inputValue : "");
      if (isTyped && inputValue === "" && chosen) onChoose(null);
    },
    onSelectedItemChange: ({ selectedItem }) => {
      onChoose(selectedItem);
    },
    stateReducer: (state, { type, changes }) =>
      type === useCombobox.stateChangeTypes.InputBlur
        ? { ...changes, selectedItem: state.selectedItem, inputValue: labelOf(state.selectedItem) } // nothing was taken
        : changes,
  });
  const isEmpty = isOpen && choices?.length === 0;
  return (
    <div className="relative flex flex-col gap-1">
      <label {...getLabelProps()} className="font-medium">
        {label}
      </label>
      <div className="relative">
        <input {...getInputProps()} placeholder={placeholder} spellCheck={false} className={clsx(CONTROL, chosen && "pe-10")} />
        {chosen && (
          <IconButton
            icon={X}
            label={t("clearField", { label })}
            className="absolute end-1 top-1"
            onClick={() => {
              onChoose(null);
            }}
          />
        )}
      </div>
      <div className="absolute inset-x-0 top-full z-30 mt-1">
        <ul
          {...getMenuProps()}
          className={clsx(
            "max-h-72 overflow-y-auto rounded-card border border-line bg-raised p-1 shadow-float",
            (!isOpen || !choices?.length) && "hidden",
          )}
        >
          {choices?.map((choice, index) => (
            <li
              key={choice.id}
              {...getItemProps({ item: choice, index })}
              className={clsx("cursor-pointer rounded-control px-3 py-1.5", index === highlightedIndex && "bg-hover")}
            >
              <span className="block truncate">{choice.label}</span>
              {choice.detail && <span className="block truncate text-sm leading-5 text-soft">{choice.detail}</span>}
            </li>
          ))}
        </ul>
        <p
          role="status"
          className={clsx(isEmpty && "rounded-card border border-line bg-raised px-4 py-2 text-soft shadow-float")}
        >
          {isEmpty && nothing}
        </p>
      </div>
    </div>
  );
}

function labelOf(choice: Choice | null): string {
  return choice?.label ?? "";
}
