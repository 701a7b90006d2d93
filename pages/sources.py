"""The sources and method page."""

from pages.ui import frame, method

frame.title_line()
frame.notices()
method.draw()
