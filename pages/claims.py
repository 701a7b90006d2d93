"""The claims page: incidents about which more than one claim was made, who says what side by side."""

from pages.common import claims, counts, frame

frame.title_line()
counts.draw()
frame.notices()
claims.draw()
