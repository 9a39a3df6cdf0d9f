"""The table of pages and slots: which column answers which place. Nothing else knows them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.parts.host import Host
from ui.parts.page import Page

Make = Callable[[Host], Page]


@dataclass(frozen=True, slots=True)
class Feature:
    """A page: its place, its icon, its words (a template), how it is made."""

    place: str
    icon: str
    words: str
    make: Make
    is_foot: bool = False
    is_hidden: bool = False
    """Reached from elsewhere only."""
    short: str = ""


def features(settings: Make) -> list[Feature]:
    """Every page, in the order of the navigation. Imported late: a page loads at its visit."""
    return [
        Feature("work", "inbox", "My work", _work),
        Feature("campaigns", "megaphone", "Campaigns", _campaigns),
        Feature("campaign", "megaphone", "Campaign", _campaign, is_hidden=True),
        Feature("calendar", "calendar-days", "Content calendar", _calendar, short="Calendar|rail"),
        Feature("tasks", "list-checks", "Tasks", _tasks),
        Feature("portfolio", "chart-gantt", "Portfolio", _portfolio),
        Feature("forms", "clipboard-list", "Forms", _forms),
        Feature("people", "users", "People", _people),
        Feature("form", "clipboard-list", "Form", _form, is_hidden=True),
        Feature("record", "clipboard-list", "Record", _record, is_hidden=True),
        Feature("records", "clipboard-list", "Records", _records, is_hidden=True),
        Feature("conflicts", "git-compare", "Conflicts", _conflicts, is_hidden=True),
        Feature("gallery", "blocks", "Component gallery", _gallery, is_hidden=True),
        Feature("trash", "trash-2", "Trash", _trash, is_foot=True),
        Feature("settings", "settings", "Settings", settings, is_foot=True),
    ]


def _conflicts(host: Host) -> Page:
    from ui.sync.conflicts import ConflictsPage  # noqa: PLC0415

    return ConflictsPage(host)


def _gallery(host: Host) -> Page:
    from ui.shell.gallery import GalleryPage  # noqa: PLC0415

    return GalleryPage(host)


def _trash(host: Host) -> Page:
    from ui.shell.trash import TrashPage  # noqa: PLC0415

    return TrashPage(host)


def _tasks(host: Host) -> Page:
    from ui.plan.page import TasksPage  # noqa: PLC0415 - a page loads at its visit

    return TasksPage(host)


def _portfolio(host: Host) -> Page:
    from ui.plan.gantt.portfolio import PortfolioPage  # noqa: PLC0415

    return PortfolioPage(host)


def _work(host: Host) -> Page:
    from ui.work.page import WorkPage  # noqa: PLC0415

    return WorkPage(host)


def _campaigns(host: Host) -> Page:
    from ui.campaign.page import CampaignsPage  # noqa: PLC0415

    return CampaignsPage(host)


def _campaign(host: Host) -> Page:
    from ui.campaign.calendar import ContentPage  # noqa: PLC0415
    from ui.campaign.one import CampaignPage  # noqa: PLC0415
    from ui.campaign.trace import TracePage  # noqa: PLC0415
    from ui.plan.page import TasksPage  # noqa: PLC0415

    slots = {"tasks": TasksPage, "content": ContentPage, "trace": TracePage}
    return CampaignPage(host, slots)


def _calendar(host: Host) -> Page:
    from ui.campaign.calendar import ContentPage  # noqa: PLC0415

    return ContentPage(host)


def _records(host: Host) -> Page:
    from ui.form.records import RecordsPage  # noqa: PLC0415

    return RecordsPage(host)


def _forms(host: Host) -> Page:
    from ui.form.page import FormsPage  # noqa: PLC0415

    return FormsPage(host)


def _form(host: Host) -> Page:
    from ui.form.designer.page import DesignerPage  # noqa: PLC0415

    return DesignerPage(host)


def _record(host: Host) -> Page:
    from ui.form.fill.fill import FillPage  # noqa: PLC0415

    return FillPage(host)


def _people(host: Host) -> Page:
    from ui.people.page import PeoplePage  # noqa: PLC0415

    return PeoplePage(host)
