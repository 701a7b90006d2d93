"""The View, and its form in an address."""
