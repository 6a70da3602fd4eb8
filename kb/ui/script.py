"""The script that Streamlit runs for `kb serve`, where streamlit_app.py may not be at hand."""

from kb.ui.page import render

render()
