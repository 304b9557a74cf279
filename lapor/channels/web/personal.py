"""What in the words of a report looks like personal data that has no business there: said once, before it is sent."""

from __future__ import annotations

from lapor.kit import text
from lapor.reports.drafts import Draft

# Names and addresses are often what a report is about; these never are.
WARNED_OF = frozenset({"NIK", "KK", "NPWP", "PASSPORT", "SIM", "BPJS", "PHONE", "EMAIL", "BANK_ACCOUNT", "CARD"})


def labels_of(draft: Draft) -> list[str]:
    """Each kind of personal data in title and body, by its name."""
    found = text.find_personal(f"{draft.title}\n{draft.body}")
    return sorted({finding.label for finding in found if finding.kind in WARNED_OF})
