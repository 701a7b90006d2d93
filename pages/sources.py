"""The page of sources: method, what came in, what changed, and the reader's own file."""

from pages.common import frame, sourcebook

frame.title_line()
frame.notices()
sourcebook.draw()
