import clsx from "clsx";
import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { IconButton } from "./IconButton";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  purpose?: string;
  /** Shows nothing of the page behind it, and stays until it is settled. */
  covers?: boolean;
  children: ReactNode;
}

/** What had the keyboard; of a menu's entry, which is gone when its dialog closes, the menu's button. */
function openerOf(element: Element | null): HTMLElement | null {
  const menu = element?.closest("[role=menu]");
  if (menu) return document.getElementById(menu.getAttribute("aria-labelledby") ?? "");
  return element instanceof HTMLElement ? element : null;
}

/** A dialog over the page. Its veil is our own: the library's writes style elements, which the page's policy forbids. */
export function Modal({ open, onOpenChange, title, purpose, covers = false, children }: Props) {
  const { t } = useTranslation();
  const opener = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (open) opener.current = openerOf(document.activeElement); // before anything in the dialog takes it
  }, [open]);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <div
          data-overlay
          className={clsx(
            "fixed inset-0 grid grid-cols-[minmax(0,1fr)] items-start justify-items-center overflow-y-auto p-4 sm:pt-[12vh]",
            covers ? "z-60 bg-sunken" : "z-40 animate-appear bg-black/40",
          )}
        >
          <Dialog.Content
            {...(purpose ? {} : { "aria-describedby": undefined })}
            onCloseAutoFocus={(event) => {
              event.preventDefault(); // the library knows only its own triggers
              const back = opener.current?.isConnected ? opener.current : document.getElementById("page-title");
              back?.focus();
            }}
            className="relative w-full max-w-lg rounded-card border border-line bg-raised p-6 shadow-float focus:outline-none"
          >
            <Dialog.Title className="pe-10 text-lg leading-6 font-semibold">{title}</Dialog.Title>
            {purpose && <Dialog.Description className="mt-1 text-soft">{purpose}</Dialog.Description>}
            <div className="mt-5">{children}</div>
            {!covers && (
              <Dialog.Close asChild>
                <IconButton icon={X} label={t("close")} className="absolute end-4 top-4" />
              </Dialog.Close>
            )}
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
