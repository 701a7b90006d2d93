"""The timeline page: what was reported in and beside pauses, tolls by claimant, reports over time."""

from pages.common import counts, frame, timeline

frame.title_line()
counts.draw()
frame.notices()
timeline.draw()
