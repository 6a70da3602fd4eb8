"""Every error this package raises on purpose.

KbError
├── SettingsError        a setting is out of range or a file of settings is wrong
├── PdfError             a PDF can't be read (not a PDF, damaged, encrypted, empty)
├── IndexMissing         there is no built index at the place asked for
├── IndexMismatch        the index was built with other settings, model or schema
├── EntryNotFound        no entry has this id
├── ModelError           the embedding model can't be loaded or is not what was expected
└── MissingExtra         an optional dependency is not installed

Messages are for people: Chinese, with the file and page where there is one, and
what to do next.
"""

from __future__ import annotations

__all__ = [
    "EntryNotFound",
    "IndexMismatch",
    "IndexMissing",
    "KbError",
    "MissingExtra",
    "ModelError",
    "PdfError",
    "SettingsError",
]


class KbError(Exception):
    """Base of all errors of this package; the message can be shown as it is."""


class SettingsError(KbError):
    """A setting is out of range, or the settings file can't be understood."""


class PdfError(KbError):
    """A PDF as a whole can't be read; single bad pages are recorded problems instead."""


class IndexMissing(KbError):
    """No index has been built at this place yet."""


class IndexMismatch(KbError):
    """The index does not fit this program, model or schema: it must be built again."""


class EntryNotFound(KbError):
    """No entry of the index has this id."""


class ModelError(KbError):
    """The embedding model is missing, damaged, or has another dimension than expected."""


class MissingExtra(KbError):
    """An optional dependency is not installed; the message names the command for it."""
