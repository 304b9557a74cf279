"""Who may meet which canary where, and why. Read each change as an attacker would.

A row that nothing hits is stale and fails the test, as a canary does that no row explains.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tests.leak.canaries import Traces

Place = tuple[str, str, str, str]  # report, kind, channel, who


class Row(NamedTuple):
    """Every combination of the words in its columns.

    Channel "desk" is an officer's pages and the JSON of his program; `who` "owner" is the reporter of each report, ""
    stands for channels without a visitor (logs, the dump, what lies in the house).
    """

    reports: str
    kinds: str
    channels: str
    who: str
    why: str

    def places(self) -> Iterator[Place]:
        for report in self.reports.split():
            for kind in self.kinds.split():
                for channel in self.channels.split():
                    for who in self.who.split() or [""]:
                        yield from ((report, kind, *seat) for seat in _seats(report, channel, who))


def _seats(report: str, channel: str, who: str) -> list[tuple[str, str]]:
    """The channels and visitors, as sinks name them, for a word of each column."""
    if channel == "desk":
        return [("page", who), ("api", f"{who}'s program")]
    if channel == "desk-file":
        return [("file", who), ("file", f"{who}'s program")]
    names = {"owner": f"owner of {report}", "@": Traces(report).email, "budi's_program": "budi's program"}
    return [(channel, names.get(who, who))]


WORDS = "title body place accused"
ALL = "named anonymous none accuser raised counter officer"
OWN_ROWS = " ".join(
    f"reports_{table}.report_id" for table in ("deadline", "disposition", "event", "idempotency", "leaf", "reportkey")
)
INSIDE = "instruction note"  # between officers

ALLOWED = (
    # Named and public: through Citra's queue to the Dinas PU (Dewi, Eko), with a copy to Hana.
    Row("named", f"{WORDS} completion question reply answer final reason", "page", "owner", "his own report"),
    Row(
        "named",
        f"{WORDS} {INSIDE} completion question reply answer final reason",
        "desk",
        "budi citra dewi eko hana",
        "had it in hand, or reads all that is not secret; the conversation is for officers",
    ),
    Row("named", "name", "desk", "dewi", "works where it is held while it is open; reading it leaves an AccessEntry"),
    Row("named", "author", "file", "owner", "his own file"),
    Row(
        "named",
        "author",
        "desk-file",
        "citra dewi eko hana",
        "a document of a named reporter is a download as it came; what programs wrote into it stays in it",
    ),
    Row("named", "author", "file", "budi budi's_program", "the same, for who reads all that is not secret"),
    Row("named", f"{WORDS} name email phone key file", "refusal", "owner", "a form gives back what was typed"),
    Row("named", "email", "mail", "@", "the envelope of mail to the reporter"),
    # Anonymous and secret: from Citra's queue to the Dinas PU, brought to the Ombudsman (Farah) at the end.
    Row("anonymous", f"{WORDS} reply answer final reason code opinion", "page", "owner", "his own report"),
    Row("anonymous", "opening", "page", "owner", "why two custodians opened his identity; nobody else reads it"),
    Row(
        "anonymous",
        f"{WORDS} {INSIDE} reply answer final reason code opinion",
        "desk",
        "citra dewi eko farah",
        "a secret report is read where it lay, and by the Ombudsman to whom it was brought; never by Budi",
    ),
    Row("anonymous", "oversight", "desk", "farah", "a note of the Ombudsman is read nowhere else"),
    Row(
        "anonymous",
        f"{WORDS} {INSIDE} reply answer final reason code opinion",
        "file",
        "farah",
        "the case file that he takes along: what he reads, without his own notes",
    ),
    Row("anonymous", "code", "address", "citra dewi eko farah", "the address of a report at the desk is its code"),
    Row("anonymous", "email", "mail", "@", "the envelope of mail to the reporter"),
    Row("anonymous", "waiting", "desk", "citra dewi eko", "an unsent answer: its unit, its leader and the admin above"),
    Row("anonymous", "comment", "page", "dewi", "what the leader wrote to the unit when he gave it back"),
    Row("anonymous", "id", "database", "reports_waitinganswer.report_id", "the answer that waited for a day"),
    # Without any identity, public, sent by a program: nothing of the person was kept that could turn up.
    Row("none", f"{WORDS} reply answer final reason", "api", "owner", "his own report"),
    Row("none", f"{WORDS} {INSIDE} reply answer final reason", "desk", "budi citra dewi eko", "as of a named one"),
    # Anonymous and public, about the Dinas PU: with the Inspektorat (Indra); Dewi, Eko and Lukman meet nothing.
    Row("accuser", f"{WORDS} reply answer promise", "api", "owner", "his own report"),
    Row("accuser", f"{WORDS} {INSIDE} reply answer promise", "desk", "budi citra indra", "as of a named one"),
    Row("accuser", "email", "mail", "@", "the envelope of mail to the reporter"),
    # Named and public, with the Dinas Kesehatan (Hana), then made secret by its reporter: the name is gone for all.
    Row("raised", f"{WORDS} answer code", "api", "owner", "his own report"),
    Row("raised", f"{WORDS} {INSIDE} answer code", "desk", "citra hana", "read where it lay"),
    Row("raised", "scheduled", "desk", "citra hana", "a scheduled answer: its unit and the admin above"),
    Row("raised", "id", "database", "reports_waitinganswer.report_id", "the answer that waits for its time"),
    Row("raised", "code", "address", "owner citra hana", "the address of a report at the desk and in the API"),
    Row("raised", "email", "mail", "@", "the envelope of mail to the reporter"),
    # Named, a letter that Joko copied at the counter, waiting in Citra's queue.
    Row("counter", f"{WORDS} name number", "api", "owner", "his own report"),
    Row("counter", f"{WORDS} number", "desk", "budi citra joko", "as of a named one; Joko entered it"),
    Row("counter", "number", "page", "joko", "the slip that he prints"),
    Row("counter", f"{WORDS} name email phone key number", "refusal", "joko", "a form gives back what was typed"),
    Row("counter", "name", "desk", "citra", "works where it is held while it is open"),
    # Anonymous, sent by an officer from the browser in which he is signed in, waiting in Citra's queue.
    Row("officer", WORDS, "desk", "budi citra", "as of any anonymous one"),
    Row("officer", "email", "mail", "@", "the envelope of mail to the reporter"),
    # What a unit began to write and did not send: who could send it for the same unit.
    Row("named anonymous none", "draft", "page", "dewi eko", "a draft of a note of the Dinas PU, never in the API"),
    Row("accuser", "draft", "page", "indra", "the same at the Inspektorat"),
    Row("raised", "draft", "page", "hana", "the same at the Dinas Kesehatan, also after it became secret"),
    # What secret keys are for.
    Row("none accuser raised", "pin", "api", "owner", "the receipt"),
    Row("anonymous raised", "code", "mail", "@ officer", "of a secret report a notice says the code and nothing else"),
    Row("anonymous raised", "code", "push", "officer", "the same on a device, sealed from the house that carries it"),
    Row("anonymous raised", "code", "database", "reports_report.code", "by which a report is found"),
    Row("anonymous raised", "code", "pages", "", "the same, in the file of SQLite"),
    # Where the id of a report stands in the database: in its own rows, and in none of a session or an account.
    Row(ALL, "id", "database", f"reports_report.id notices_delivery.report_id {OWN_ROWS}", "rows of the report"),
    Row(ALL, "id", "pages", "", "the same, in the file of SQLite"),
    Row(
        "named anonymous accuser raised counter officer",
        "id",
        "database",
        "reports_reporter.report_id notices_delivery.lane",
        "who can be written to; a report without identity has no such row",
    ),
    Row("named anonymous none accuser raised", "id", "database", "reports_message.report_id", "its conversation"),
    Row(ALL, "id", "database", "reports_writing.report_id", "which officer has which form open, for minutes"),
    Row(
        "named anonymous none accuser raised",
        "id",
        "database",
        "reports_answerdraft.report_id",
        "what its unit began to write",
    ),
    Row(
        "named anonymous", "id", "database", "reports_report.split_from_id reports_event.data", "its part says of what"
    ),
    Row("anonymous", "id", "database", "reports_ombudsmancase.report_id", "its case at the Ombudsman"),
    Row("accuser", "id", "database", "reports_promise.report_id", "what was promised in its answer"),
    Row("counter", "id", "database", "reports_incomingletter.report_id", "the letter it came by"),
    Row("named anonymous none officer", "id", "database", "reports_attachment.report_id", "its files"),
    Row("named anonymous none", "id", "database", "reports_rating.report_id", "its judgement"),
    Row(
        "named anonymous raised counter",
        "id",
        "database",
        "reports_accessentry.report_id",
        "who read a name or a secret",
    ),
    # What was typed in vain.
    Row("stray", f"{WORDS} name email phone key", "refusal", "owner", "a form gives back what was typed"),
    Row("stray", "name place email", "page", "owner", "a search and a sign-in give back what was typed"),
    Row("stray", "address", "memory", "", "limits of sign-in know an address for minutes, in memory alone"),
)
