"""Lapor: an open implementation of SP4N-LAPOR, the national system for complaints about public services."""
