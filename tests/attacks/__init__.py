"""Attacks on a server process: over the loopback only, bounded in time and in number."""
