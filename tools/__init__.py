"""Helpers of those who build: our own lint, checks of migrations and of generated files."""
