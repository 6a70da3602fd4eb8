"""The commands of `kb`, one module each: `configure` says its flags, `run` does it.

What takes long to import is imported in `run`, so that help and short commands stay quick.
"""
