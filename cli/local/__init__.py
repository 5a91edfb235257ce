"""Everything on one machine: the embedded database and the supervisor behind `presence up`."""
