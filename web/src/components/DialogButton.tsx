import { type ComponentProps, type ReactNode, useState } from "react";

import { Button } from "./Button";
import { Modal } from "./Modal";

interface Props extends Omit<ComponentProps<typeof Button>, "title" | "children" | "onClick" | "asChild"> {
  /** What the button shows. */
  label: ReactNode;
  title: string;
  purpose?: string | undefined;
  /** What the dialog holds, new each time it opens. */
  children: (close: () => void) => ReactNode;
}

/** A button, and the dialog that it opens. */
export function DialogButton({ label, title, purpose, children, ...button }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        {...button}
        onClick={() => {
          setOpen(true);
        }}
      >
        {label}
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={title} {...(purpose && { purpose })}>
        {children(() => {
          setOpen(false);
        })}
      </Modal>
    </>
  );
}
