"""The captioned figure of a view: the map as on screen, for print, slides and link previews."""
