"""The pages that Streamlit shows; each a thin script over `pages.common` and `geo`."""
