"""What administrators do from a terminal or a script, over gRPC: log in, enrol, train, report."""
