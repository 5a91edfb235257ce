"""Who is logged in: cookies, refresh, protection against forged requests."""
