"""Stories: lists of pinned views, each with a text whose figures lead to the rows that carry them."""
