"""The status of a dataset and its jobs, driven by the clock.

A plan is a list of steps, each with the moment it begins (`at`, seconds since 1970), a `name`, and what is so from then
on. Nothing runs in between: the status is worked out when somebody asks, and outlives a restart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Step = dict[str, Any]
Plan = list[Step]

TIMES: Mapping[str, float] = {
    "queued": 0.2,
    "processing": 1.0,
    "aborting_processing": 0.3,
    "deleting": 0.5,
    "saving_version": 0.5,
    "recovering_realtime_records": 0.5,
    "scratching_realtime_recover_data": 0.5,
}
"""How long each status lasts, in seconds."""
INTERNAL_NAMES: Mapping[str, str] = {
    "processing": "processing_all_dataset_data",
    "deleting": "deleting_dataset_records",
    "aborting_processing": "aborting_dataset_processing",
}
"""The finer names that Automation's refusals show."""
_LASTING = ("published", "records", "recovery", "records_errors")
_NEW: Step = {"name": "idle", "published": False, "records": 0, "recovery": 0, "records_errors": []}


def new_plan(moment: float) -> Plan:
    """A new dataset: idle, and not published."""
    return [_NEW | {"at": moment}]


def settled(plan: Plan, moment: float) -> Step:
    """The step that is so at a moment, with what lasts from the steps before it, `previous` and `next`."""
    begun = [step for step in plan if step["at"] <= moment] or plan[:1]
    lasting: Step = {}
    for step in begun:
        lasting |= {name: step[name] for name in _LASTING if name in step}
    after = plan[len(begun) :]
    return {
        **lasting,
        **begun[-1],
        "previous": begun[-2]["name"] if len(begun) > 1 else None,
        "next": after[0]["name"] if after else None,
    }


def planned(plan: Plan, moment: float, doing: Sequence[tuple[str, float]], end: Step) -> Plan:
    """What comes from a moment on: statuses with how long each lasts, then the end.

    Args:
        plan: the plan so far, of which only the present is kept.
        doing: statuses in order, with seconds.
        end: the last step, which lasts; its `at` is worked out.
    """
    present = {name: one for name, one in settled(plan, moment).items() if name not in ("previous", "next")}
    steps: Plan = [present]
    for name, seconds in doing:
        steps.append({"at": moment, "name": name})
        moment += seconds
    return [*steps, end | {"at": moment}]


def share_done(plan: Plan, moment: float) -> float:
    """How much of the step at a moment is over, from 0 to 1."""
    began = settled(plan, moment)["at"]
    ends = [step["at"] for step in plan if step["at"] > moment]
    return 1.0 if not ends else min(1.0, (moment - began) / max(ends[0] - began, 0.001))


def as_date(at: float) -> str:
    """A step's moment as the portal writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
