"""What turns the compiled reference facts into the tables of ``data/``."""
