"""Understanding a question: what it names exactly, what it is about, what kind of answer."""

from kb.query.concepts import Concept, Expression
from kb.query.lexicon import Lexicon
from kb.query.named import Named
from kb.query.understand import Query, understand

__all__ = ["Concept", "Expression", "Lexicon", "Named", "Query", "understand"]
