"""预算公开检索: a searchable knowledge base over Chinese budget disclosure PDFs."""

__version__ = "0.1.0"
