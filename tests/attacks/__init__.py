"""What was done to the running product, kept as tests."""
