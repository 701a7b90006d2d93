"""Routes beside Streamlit's: health, assets, tiles, exports, citations."""
