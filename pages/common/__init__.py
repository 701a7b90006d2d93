"""The only users of Streamlit's session, query parameters, caches and map component."""

from geo.web.warm import wait_until_read

# The first page to be run finds the libraries read, or waits for whoever is reading them.
wait_until_read()
