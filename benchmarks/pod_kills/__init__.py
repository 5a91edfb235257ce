"""Sessions with real pods, models and cameras, under which all that serves them is killed."""
