"""Frames that could not be sent, on this machine's disk: sealed, bounded, and gone once the server has stored them."""
