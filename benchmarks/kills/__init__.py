"""Sessions under which processes are killed: nothing that was acknowledged may be lost."""
