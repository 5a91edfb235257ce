"""Pictures of every page of the client: which there are, what is in the college, how they are looked at and taken."""
