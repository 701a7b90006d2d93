"""Routes beside Streamlit's: health, assets, tiles."""
