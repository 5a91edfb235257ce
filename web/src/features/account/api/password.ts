import { answerOf, api } from "@/lib/api/client";

export const changePassword = (currentPassword: string, newPassword: string) =>
  answerOf(
    api.POST("/api/v1/me/password", { body: { current_password: currentPassword, new_password: newPassword } }),
  );
