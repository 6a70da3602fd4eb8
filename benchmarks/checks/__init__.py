"""How much of what could be wrong in a document the checks notice."""
