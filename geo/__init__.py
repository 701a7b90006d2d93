"""Shelterline's library: reports, zones, views and their drawing. No Streamlit in here."""

__version__ = "0.1.0"
