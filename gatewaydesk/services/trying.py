"""The gateway's own test: what it would say of the metadata, kept nowhere, and what its route makes of it on the way.

The test route of the HDR UK gateway writes signs as HTML codes whatever the connection, and cannot be told the schema:
it takes the first one that fits, so where none does it names no value. What the route has spoiled is then looked for
here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gatewaydesk.errors import OutcomeUnknown, Refused
from gatewaydesk.gateways.base import CancelToken, Gateway, Prepared
from gatewaydesk.services.preparing import changed_on_the_way, gateway_problems, spoiled
from gatewaydesk.services.routes import lacks_team
from gatewaydesk.validation.problems import Problem

if TYPE_CHECKING:
    from gatewaydesk.schema.catalogue import LoadedSchema
    from gatewaydesk.services.authoring import Authoring

_ONLY_HERE = (
    "Only the test route refuses this: it writes signs such as “&” and “'” as HTML codes. Your team's own does not."
)

_LIKELY = "Likely because of what the test route makes of the text on the way: see the fields below."
_ONLY_TEST = "Your team's own route leaves text as it is, so submitting may work all the same."


@dataclass(frozen=True)
class Trial:
    """What testing would mean.

    Attributes:
        spoiled: what the test would refuse although it is right here.
        changed: a sentence that names each text that the test gets otherwise than it was written, or "".
        as_sent: a submission takes the text the same way as the test, so what holds for one holds for the other.
    """

    gateway: Gateway
    prepared: Prepared
    spoiled: tuple[Problem, ...]
    changed: str
    as_sent: bool

    @property
    def words(self) -> str:
        """All that a person should know before testing, a sentence a line."""
        told = dict(self.prepared.troubles)  # these are among the consequences
        more = [problem.sentence for problem in self.spoiled if problem.pointer not in told]
        return "\n".join((*self.prepared.consequences, *([self.changed] if self.changed else []), *more))


@dataclass(frozen=True)
class Verdict:
    """What came of a test.

    Attributes:
        passed: the gateway would take it.
        sentence: the same in words, with what it means.
        problems: what it refused, for the fields; only what a submission would be refused for as well.
        only_here: what it likely refused for the sake of its own route; nothing to mend.
        error: the gateway's refusal.
    """

    passed: bool
    sentence: str
    problems: tuple[Problem, ...] = ()
    only_here: tuple[Problem, ...] = ()
    error: Refused | None = None


def look_ahead_at_test(gateway: Gateway, schema: LoadedSchema, value: Any) -> Trial:
    """Prepares the test and finds out what its route would make of the metadata; nothing is sent.

    Raises:
        GatewayProblem: this gateway has no test.
    """
    prepared = gateway.prepare_test(value, schema=schema.name)
    as_sent = lacks_team(gateway.connection)
    found = spoiled(schema, value, prepared)
    if not as_sent:
        told = dict(prepared.troubles)
        found = [one if one.pointer in told else replace(one, message=_ONLY_HERE) for one in found]
    return Trial(gateway, prepared, tuple(found), changed_on_the_way(schema, value, prepared), as_sent)


def try_out(trial: Trial, cancel: CancelToken) -> None:
    """Sends it to the test, once; nothing is kept there.

    Raises:
        Refused: the gateway would not take it, or does not take the call.
        Unreachable: it could not be asked, or broke off; it can be tried again.
        Cancelled: the person cancelled.
    """
    try:
        trial.gateway.send(trial.prepared, cancel)
    except OutcomeUnknown as silence:  # there is nothing to be unsure about: a test keeps nothing
        raise Refused(
            f"The test had no usable answer. {silence.what}",
            "Nothing was kept on the gateway. Try again in a while.",
            status=silence.status,
            answer=silence.answer,
            way_out="retry",
        ) from silence


def passed(trial: Trial) -> Verdict:
    """What a test that passed means."""
    caution = " The test chooses the schema by itself, so a submission, which names it, has the last word."
    return Verdict(True, f"{trial.gateway.connection.name} would take this dataset; nothing was kept.{caution}")


def refused(trial: Trial, error: Refused, authoring: Authoring) -> Verdict:
    """What a refusal by the test means: of which values, and whether a submission would be refused as well."""
    named = tuple(gateway_problems(error, authoring))
    hurt = {one.pointer for one in trial.spoiled}
    if trial.as_sent:
        return Verdict(False, _said(error, bool(trial.spoiled) and not named), named or trial.spoiled, (), error)
    mine = tuple(one for one in named if one.pointer not in hurt)
    suspected = trial.spoiled if not mine else ()
    sentence = _said(error, bool(suspected) and not named)
    return Verdict(False, f"{sentence} {_ONLY_TEST}" if suspected else sentence, mine, suspected, error)


def _said(error: Refused, likely: bool) -> str:
    return f"{error.what} {_LIKELY}" if likely else str(error)
