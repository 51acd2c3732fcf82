"""Answer to «why this score?»: from a card to its lines, from a line to the export's lines.

Everything is read from the published file, so what is explained is what people see. Labels are in
English and Chinese, for agents read either.
"""

from orchestration.explain.answer import explain
from orchestration.explain.question import NothingToExplainError, Question, parse_question

__all__ = ["NothingToExplainError", "Question", "explain", "parse_question"]
