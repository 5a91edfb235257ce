import type { ComponentProps } from "react";

import { TextField } from "@/components/Field";

type Props = Pick<ComponentProps<typeof TextField>, "label" | "hint" | "error" | "defaultValue">;

/** What a room or a camera is called. */
export const NameField = (props: Props) => <TextField name="name" maxLength={100} autoComplete="off" {...props} />;
