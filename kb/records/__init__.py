"""Document -> records: budget lines, projects, indicators, procurement, terms, plain rows.

A record is still of the document (lines of text with boxes); an entry is for people.
"""
