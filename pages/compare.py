"""The page that compares two views: two maps that move together, one strip, and what is counted in each."""

from pages.common import comparison

comparison.draw_head()
comparison.draw_maps()
comparison.draw_strip()
comparison.draw_tables()
