"""What the plan of a foreign file asks and says; `geo.wording.refusals` tells it in the reader's language."""

from __future__ import annotations

from geo.language import N_

QUESTIONS = (
    N_("Does {column} say the means of the strike? In {n} of {total} rows its word is known."),
    N_("Does {column} say what was struck? In {n} of {total} rows its word is known."),
    N_("Does {column} say the means of the strike?"),
    N_("Does {column} name who is said to have carried out the strike?"),
    N_("Does {column} say how many were killed in the event of the row?"),
    N_("Does {column} say how many were injured in the event of the row?"),
    N_("{column} is a number in {n} of {total} cells: how is it to be read?"),
    N_("{column} may say how many were killed or injured, but in no way that can be read: leave it?"),
    N_("Does {column} say the name of the place? Its cells do not look like it."),
    N_("Does {column} say who published it? Its cells do not look like it."),
    N_("Does {column} say who asserts it? Its cells do not look like it."),
    N_("Was the report of each row published at the address in {column}?"),
    N_("An id in {column} stands in several rows that differ. Does it name the event?"),
    N_("No column gives the address at which the reports were published. What is it?"),
)
ANSWERS = (
    N_("Yes."),
    N_("Yes: its cells are taken as they are."),
    N_("Yes; words that are not known become unspecified."),
    N_("Yes, as its claimant says."),
    N_("Yes: it is how many were killed."),
    N_("Yes: it is how many were injured."),
    N_("Yes: rows with the same id speak of the same event."),
    N_("No, it says the means of the strike."),
    N_("No, it says what was struck."),
    N_("Read the {n} cells that are a number; the others are refused."),
    N_("Take nothing from {column}."),
    N_("Take nothing from {column} and {other}."),
)
ACCOUNT = (
    N_("{column}: {n} of {total} rows have a word that is not known, read as unspecified: {words}."),
    N_("{column} holds words that repeat: it is no key of incidents."),
    N_("No day is read in {n} of {total} rows."),
    N_("No point is read in {n} of {total} rows."),
    N_("No kind of strike is read in {n} of {total} rows."),
    N_("Nobody is named who asserts it in {n} of {total} rows."),
    N_("{n} rows share a point with another row; there are {points} such points."),
    N_("Not known as a kind of strike, and read as unspecified: {words}."),
    N_("Not known as something that was struck, and read as unspecified: {words}."),
    N_("{column} states the licence {name}."),
    N_("A sheet beside the table states the licence {name}."),
    N_("{name}: row {n} repeats row {earlier}."),
    N_("{name}: row {n} repeats row {earlier} of {other}."),
)
