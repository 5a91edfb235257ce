"""Chooses how near is near enough, on labelled photos of people who are enrolled and of people who are not."""
