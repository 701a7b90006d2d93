"""Analysis of a snapshot and a view, with its results cached; and the one answer that outputs draw."""
