"""The pages that are looked at: `make shots` photographs them, the journeys ask axe about them."""

from typing import NamedTuple


class Page(NamedTuple):
    """A name for the sheet, an address, and the e-mail address of who looks (none: the public)."""

    name: str
    path: str
    login: str | None = None


PAGES = (
    Page("depan", "/"),
    Page("masuk", "/akun/login/"),
    Page("gaya", "/gaya/"),
    Page("gaya-meja", "/gaya/meja/"),
    Page("gaya-cetak", "/gaya/cetak/"),
)
