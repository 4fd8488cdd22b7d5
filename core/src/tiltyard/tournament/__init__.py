"""
The rules of a tournament; pure: no await, no clock, no I/O, no logger.

    decide(state, command, now) -> events, or a Refusal
    evolve(state, event)        -> the next state; applies, never chooses
    judge(findings, evidence)   -> what findings mean for a sign-up
"""

from tiltyard.tournament.answers import Accepted, Answer, Pending, Refused
from tiltyard.tournament.decide import decide
from tiltyard.tournament.evolve import evolve, fold
from tiltyard.tournament.judge import Judgement, judge

__all__ = ["Accepted", "Answer", "Judgement", "Pending", "Refused", "decide", "evolve", "fold", "judge"]
