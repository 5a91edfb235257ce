"""Protobuf messages to REST models and back."""
