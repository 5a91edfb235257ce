"""`presence`: the command line of owners, admins and cameras."""
