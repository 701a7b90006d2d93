"""The only users of Streamlit's session, query parameters, caches and map component."""
