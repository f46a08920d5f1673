"""Questions that are answered without looking anything up."""

from __future__ import annotations

from bot.answering.scope import outside
from bot.answering.small_talk import small_talk
from bot.vocabulary import Answer, AnswerStatus, Question

_LONGEST = 4000
"""Characters of a question. More is a document, not a question."""

TOO_LONG = "Please ask in fewer words: a question of one to three sentences works best."
TOO_LITTLE = "Please ask a full question: that is too little to search for."


def answer_at_once(question: Question) -> Answer | None:
    """The answer to what is too long, not the bot's to answer, or asks nothing; None for any other question."""
    if len(question.text) > _LONGEST:
        return Answer(question.id, question.text, AnswerStatus.CLARIFY, TOO_LONG)
    in_a_line = " ".join(question.text.split())
    if reply := outside(in_a_line):
        return Answer(question.id, question.text, AnswerStatus.OUT_OF_SCOPE, reply)
    if reply := small_talk(in_a_line):
        return Answer(question.id, question.text, AnswerStatus.CLARIFY, reply)
    return None


def ask_for_more(question: Question, timings: dict[str, float]) -> Answer:
    """Asks for a whole question, where there is too little to search for."""
    return Answer(question.id, question.text, AnswerStatus.CLARIFY, TOO_LITTLE, timings_ms=timings)
