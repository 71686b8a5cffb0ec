"""Advice: what is valid and yet doubtful. It never keeps anything from being saved, checked or sent.

The rules are one table (`table`), bound to the fields of a schema once (`plan`), so that advising a document costs
next to nothing. An advice that is none is worse than one that is missing: a rule speaks only where it is sure.
"""

from __future__ import annotations

from gatewaydesk.validation.advice.adviser import Adviser, advised
from gatewaydesk.validation.advice.quiet import QuietTables

__all__ = ["Adviser", "QuietTables", "advised"]
