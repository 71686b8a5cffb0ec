"""What all systems' answers have in common that are not the hoped-for yes: a refusal in words, and whether it is
certain that nothing has happened. How a kind of refusal is known stands in each system's own table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from gatewaydesk.errors import OutcomeUnknown, Refused, Unreachable
from gatewaydesk.gateways import redaction
from gatewaydesk.gateways.base import Action
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.schema.visible import plain

_LONGEST = 50_000  # enough for a whole page of some server between, and for a trace of the gateway's own
_LONGEST_SAID = 300  # of the gateway's own words in a sentence


@dataclass(frozen=True)
class Rule:
    """One kind of refusal.

    Attributes:
        name: for tests, for the sign-in test, and for people who look it up.
        what: what happened; it may have places in braces, which the system's own `explain` fills.
        todo: what to do about it.
        way_out: what helps; see `Refused`.
        setting: of the connection, where the way out is to correct it.
        wait: seconds after which the same call may succeed, where the answer does not name them; None where time does
            not help.
    """

    name: str
    what: str
    todo: str
    way_out: str = ""
    setting: str = ""
    wait: float | None = None

    def waits(self, answer: Answer) -> float | None:
        """Seconds after which an answer of this kind may become a yes; None where time does not help."""
        asked = answer.retry_after
        return asked if self.wait is not None and asked is not None else self.wait


@dataclass(frozen=True)
class Explanation:
    """A refusal in words, whether it is certain that nothing was done, and the name of its rule."""

    refused: Refused
    settled: bool
    rule: str


def refused(
    answer: Answer,
    what: str,
    todo: str,
    way_out: str = "",
    setting: str = "",
    *,
    details: Any = (),
    wait: float | None = None,
    shown: str | None = None,
) -> Refused:
    """A refusal with the answer that it was read from, as it came unless it is `shown` in another way."""
    return Refused(
        what,
        todo,
        status=answer.status,
        answer=shortened(answer.text) if shown is None else shown,
        details=details,
        way_out=way_out,
        retry_after=wait,
        setting=setting,
    )


def left_open(answer: Answer, what: str, who: str = "the gateway", *, shown: str | None = None) -> OutcomeUnknown:
    """An answer from which it cannot be told whether anything has happened."""
    return OutcomeUnknown(
        what,
        f"It may or may not have been done: {who} is asked before anything is sent again.",
        status=answer.status,
        answer=shortened(answer.text) if shown is None else shown,
        retry_after=answer.retry_after,
    )


def no_gateway(host: str, answer: Answer | Refused) -> Unreachable:
    """What is to be said where something else answers, such as the sign-in page of a hotel's network."""
    return Unreachable(
        f"{host} answers, but not as a gateway does ({answer.status}).",
        "Nothing was sent. Check whether your network asks you to sign in first.",
    )


def check_reached(
    host: str, answer: Answer, explain: Callable[[Answer], Explanation], kinds: tuple[type, ...] = (dict,)
) -> None:
    """Whether anything can be sent, by the answer to a small call. A no is no reason against it unless it asks to wait.

    Raises:
        Refused: it asks to wait.
        Unreachable: its JSON is none of these kinds, so it is another's.
    """
    if answer.status != 200 and (verdict := explain(answer)).refused.retry_after is not None:
        raise verdict.refused
    if not isinstance(answer.json, kinds):
        raise no_gateway(host, answer)


@contextmanager
def nothing_left_open(action: Action) -> Iterator[None]:
    """Around a call: silence after a test leaves nothing to be found out, for a test keeps nothing.

    Raises:
        Unreachable: in place of an unknown outcome, if the action is a test.
    """
    try:
        yield
    except OutcomeUnknown as unknown:
        if action != "test":
            raise
        raise Unreachable(unknown.what, "The test keeps nothing, so nothing has changed. Try again.") from unknown


def wordless(answer: Answer, who: str) -> str:
    """What there is to say about an answer without any words that are known."""
    if not answer.text.strip():
        return f"{who} answered {answer.status} and nothing else."
    if answer.json is not None:
        return f"{who} answered {answer.status} in a form that Gateway Desk does not know."
    return f"{who} answered {answer.status} with a page that is not JSON."


def shortened(text: str) -> str:
    """An answer's text for showing: masked, without control characters, and no longer than can be read."""
    clean = "".join(sign if sign.isprintable() or sign in "\n\t" else " " for sign in redaction.mask(text)).strip()
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]}… ({len(clean):,} characters in all)"


def bare(said: str, longest: int = _LONGEST_SAID) -> str:
    """A gateway's own words as part of a sentence: on one line, without the full stop at their end."""
    return plain(" ".join(shortened(said).split()), longest).rstrip(".")


def quoted(said: str, longest: int = _LONGEST_SAID) -> str:
    """A gateway's own words, in quotation marks."""
    return f"“{bare(said, longest)}”"
