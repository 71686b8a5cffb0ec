"""One call to the practice Qrvey gateway, as its handlers see it, and how it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gatewaydesk.practice.kept import Row
from gatewaydesk.practice.qrvey_store import QrveyStore

if TYPE_CHECKING:
    from gatewaydesk.practice.qrvey import QrveyPractice

Reply = Any  # JSON; what is refused is raised


class Answer(Exception):
    """A refusal: its status, and the message or, from the host in front of the gateway, the whole body."""

    def __init__(self, status: int, message: str, details: str = "", body: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details
        self.body = body


def invalid(message: str, details: str = "") -> Answer:
    """The refusal of a body."""
    return Answer(400, message, details)


@dataclass(frozen=True)
class Call:
    """What came in, once the caller is known: the body's members, and the place that the address names.

    Attributes:
        user_id: of the address, "" where it names none; it exists.
        app: of the address, empty where it names none; it is that user's.
    """

    system: QrveyPractice
    body: Mapping[str, Any]
    query: Mapping[str, str]
    user_id: str
    app: Row

    @property
    def store(self) -> QrveyStore:
        """The gateway's file."""
        return self.system.store

    @property
    def app_id(self) -> str:
        """The application's id."""
        return str(self.app["id"])

    def text(self, name: str) -> str:
        """A member that must be there and be text."""
        return text_of(self.body, name)

    def connection(self, connection_id: Any) -> Row:
        """One of the application's connections, or the refusal."""
        found = self.store.connection(self.app_id, str(connection_id))
        if found is None:
            raise Answer(404, f"The connection {connection_id} was not found.")
        return found

    def dataset(self, dataset_id: Any) -> Row:
        """One of the application's datasets, or the refusal."""
        found = self.store.dataset(self.app_id, str(dataset_id))
        if found is None:
            raise Answer(404, f"The dataset {dataset_id} was not found.")
        return found


def text_of(values: Mapping[str, Any], name: str, where: str = "") -> str:
    """A text that must be there; `where` is what stands before its name in the refusal."""
    value = values.get(name)
    if not isinstance(value, str) or not value.strip():
        raise invalid(f"{where}{name} is required.")
    return value
