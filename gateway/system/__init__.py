"""How the whole installation is, as one gateway sees it."""
