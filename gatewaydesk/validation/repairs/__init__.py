"""Repairs: what a machine can mend of a problem, offered only where it is sure to remove it and to cause no other."""

from gatewaydesk.validation.repairs.mender import Mender, repairs_for
from gatewaydesk.validation.repairs.repair import Repair
from gatewaydesk.validation.repairs.trial import Examine

__all__ = ["Examine", "Mender", "Repair", "repairs_for"]
