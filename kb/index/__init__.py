"""The built index: entries, vectors, words, exact keys and the manifest that binds them.

An index folder holds one folder a generation and a file CURRENT that names the one in use.
"""

from kb.index.opened import Index, open_index
from kb.index.writing import load_libraries, write_index

__all__ = ["Index", "load_libraries", "open_index", "write_index"]
