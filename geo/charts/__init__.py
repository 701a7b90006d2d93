"""Charts and tables of time, claims, tolls and exposure."""
