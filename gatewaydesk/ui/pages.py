"""The window's pages beside the form: made from the store and the actions, and connected to what they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gatewaydesk.ui import asking, gateway_actions
from gatewaydesk.ui.panels.datasets_page import DatasetsPage
from gatewaydesk.ui.panels.desk_pages import DraftsPage, GatewaysPage, HistoryPage, tool
from gatewaydesk.ui.panels.jobs_page import JobsPage
from gatewaydesk.ui.panels.outbox_page import OutboxPage
from gatewaydesk.ui.panels.page import EmptyState, Page

if TYPE_CHECKING:
    from gatewaydesk.ui.main_window import MainWindow


@dataclass(frozen=True)
class Pages:
    """The welcome and the pages of the desk."""

    welcome: EmptyState
    drafts: DraftsPage
    datasets: DatasetsPage
    outbox: OutboxPage
    jobs: JobsPage
    history: HistoryPage
    gateways: GatewaysPage

    @property
    def by_name(self) -> dict[str, Page]:
        """The pages of the desk, by the names that the outline uses."""
        return {
            "drafts": self.drafts,
            "datasets": self.datasets,
            "outbox": self.outbox,
            "jobs": self.jobs,
            "history": self.history,
            "gateways": self.gateways,
        }


def make_pages(window: MainWindow) -> Pages:
    """Makes them all."""
    made, store, tasks = window.actions_by_id, window.store, window.tasks
    new = made["new"].trigger
    add = made["add-gateway"].trigger

    def open_file() -> None:
        asking.ask_open_file(window)

    welcome = EmptyState(
        "drafts",
        "Describe a dataset",
        "Choose the schema that your gateway asks for, fill in the form that is drawn from it, and submit it. "
        "Everything is saved as you type.",
        (("New dataset…", new), ("Open a JSON file…", open_file)),
    )
    of_drafts = [tool(made[name]) for name in ("open", "duplicate", "rename", "delete")]
    of_gateways = [tool(made[name]) for name in ("add-gateway", "sign-in", "sign-out")]
    return Pages(
        welcome,
        DraftsPage(store, tasks, new=new, open_=open_file, buttons=[*of_drafts]),
        DatasetsPage(tasks, made, add=add, new=new),
        OutboxPage(store, tasks),
        JobsPage(store, tasks),
        HistoryPage(store, tasks, export=lambda: gateway_actions.ask_export_history(window)),
        GatewaysPage(store, window.credentials, tasks, add=add, buttons=[*of_gateways]),
    )


def connect_pages(window: MainWindow, pages: Pages) -> None:
    """Makes rows and buttons do what they say."""
    sending = window.sending
    pages.drafts.rows.row_activated.connect(lambda row: window.open_draft(row.id))
    pages.drafts.rows.row_selected.connect(lambda _: window.refresh_actions())
    pages.gateways.rows.row_selected.connect(lambda _: window.refresh_actions())
    pages.gateways.rows.row_activated.connect(lambda row: window.connecting.ask_sign_in(row[0]))
    pages.gateways.remove_wanted.connect(window.connecting.remove)
    pages.history.shown.connect(sending.show_receipt)
    pages.history.copy_wanted.connect(lambda receipt: gateway_actions.copy_dataset_id(window, receipt))
    pages.history.id_wanted.connect(lambda name, one: gateway_actions.copy_id(window, name, one))
    pages.history.web_wanted.connect(gateway_actions.show_on_the_web)
    pages.history.draft_wanted.connect(window.open_draft)
    outbox, outgoing = pages.outbox, sending.outgoing
    outbox.can_stop = outgoing.can_stop
    outbox.act_wanted.connect(outgoing.act)
    outbox.take_out_wanted.connect(outgoing.take_out)
    outbox.give_up_wanted.connect(outgoing.give_up)
    outbox.adopt_wanted.connect(outgoing.adopt)
    outbox.stop_wanted.connect(outgoing.stop)
    connect_jobs(window, pages.jobs)


def connect_jobs(window: MainWindow, page: JobsPage) -> None:
    """Makes the buttons for a job do what they say, and the page follow what is done."""
    jobs, errands = window.jobs, window.errands
    page.is_here, page.can_stop = jobs.is_here, jobs.can_stop
    for signal in (page.check_wanted, page.go_on_wanted):
        signal.connect(jobs.wake)
    page.stop_wanted.connect(jobs.stop)
    page.forget_wanted.connect(jobs.forget)
    page.dataset_wanted.connect(lambda row: window.remoting.show(row.gateway, row.job.dataset_id))
    page.errand_wanted.connect(errands.ask_for_job)
    page.selected.connect(lambda row: errands.look_up_job(row, page.show_errands))
    page.shown.connect(page.refresh)
    jobs.moved.connect(page.show_steps)
    jobs.changed.connect(page.refresh)
    jobs.changed.connect(window.reactions.show_desk_counts)
