"""What is said of the file of a story that cannot be opened, and of a text in it."""

from __future__ import annotations

from geo.language import N_

STORIES = (
    N_("The file has more than {n} bytes. Shorten its texts."),
    N_("The file is no UTF-8 text. Open a file that was downloaded as a story."),
    N_("The file has a line of more than {n} characters. Break it."),
    N_("The file has a line with more than {n} full stops. Break it."),
    N_("The file is no TOML. Open a file that was downloaded as a story."),
    N_("The file does not begin with {form}. Open a file that does."),
    N_("The story has no step. Write [[step]] with a view and a text."),
    N_("The story has more than {n} steps. Remove some."),
    N_("The story has no title. Write one in at least one language."),
    N_("In {place}, a table is missing. Write [[step]] with a view and a text."),
    N_("In {place}, view is no link. Copy it from the share panel."),
    N_("In {place}, the link has the unknown parameter {name}. Remove it."),
    N_("In {place}, the link says a parameter twice. Copy it from the share panel."),
    N_("In {place}, the link names no snapshot. Copy it from the share panel."),
    N_("In {place}, {name} is not known. Known are {words}."),
    N_("For {place}, write a text for each language: {words}."),
    N_("In {place}, a text has more than {n} characters. Shorten it."),
    N_("In {place}, a text holds a control character. Take it out."),
    N_("A numbered list begins with 1. Put the number elsewhere in its sentence."),
    N_("A link leads to {name}, which names no row. Write report:ID."),
)
"""As `geo.stories.story_file` and `geo.stories.story_text` say them."""
