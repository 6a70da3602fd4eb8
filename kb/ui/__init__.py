"""The web app: the only place that imports streamlit and starlette."""
