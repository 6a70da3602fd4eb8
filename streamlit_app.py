"""`streamlit run streamlit_app.py`: the app of 预算公开检索. Its code is in kb/ui."""

from streamlit import App

from kb.ui.page import render
from kb.ui.serving import app_parts

if __name__ == "__main__":  # run by Streamlit for every visitor and click
    render()
else:  # imported by the server, once
    app: App = App(__file__, **app_parts())
