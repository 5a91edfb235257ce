import { answerOf, api } from "@/lib/api/client";

export const logIn = (email: string, password: string) =>
  answerOf(api.POST("/api/v1/login", { body: { email, password } }));

export const logOut = () => answerOf(api.POST("/api/v1/logout"));
