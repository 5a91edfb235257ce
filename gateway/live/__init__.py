"""WebSockets, and the upstream watches they share."""
