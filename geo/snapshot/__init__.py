"""Snapshots: reading their tables, their identity, and what a view shows of them."""
