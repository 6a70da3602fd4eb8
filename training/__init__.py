"""How the shipped embedding model is made: `python -m training.build TEXT_FOLDER OUT_FOLDER`."""
