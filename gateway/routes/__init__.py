"""The REST resources: one table of routes, and a handler for each."""
