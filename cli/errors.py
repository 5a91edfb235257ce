"""How a command tells the person at the terminal that it cannot go on."""


class CommandError(Exception):
    """One sentence for the person at the terminal; `presence` prints it and exits with status 1."""
