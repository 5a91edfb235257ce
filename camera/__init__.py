"""The edge client: captures pictures and streams them to recognition as one camera. See `presence camera --help`."""
