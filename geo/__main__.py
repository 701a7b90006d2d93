"""`python -m geo` is `shelterline`."""

from geo.cli import app

app(prog_name="shelterline")
