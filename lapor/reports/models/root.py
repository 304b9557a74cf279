"""The daily roots over the logs of all reports, and the leaf of each report that was written about."""

from __future__ import annotations

from django.db import models


class DailyRoot(models.Model):
    """The signed root of one day (WIB). `nodes` are the roots of its batches of leaves, 32 bytes each, in order."""

    day = models.DateField(unique=True)
    statement = models.TextField()
    signature = models.BinaryField(max_length=64)
    key = models.CharField(max_length=64)
    nodes = models.BinaryField()
    # The highest number of an event that was there; the next but one looks from here on.
    upto = models.BigIntegerField()

    def __str__(self) -> str:
        return f"root {self.day}"


class Leaf(models.Model):
    """That a report had so many events when the day ended. No foreign key: who removes a report leaves this behind."""

    root = models.ForeignKey(DailyRoot, on_delete=models.PROTECT, db_index=False, related_name="leaves")
    report_id = models.UUIDField(db_index=True)
    seq = models.PositiveIntegerField()
    submitted = models.DateField()
    position = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["root", "position"], name="leaf_once_per_place"),)

    def __str__(self) -> str:
        return f"leaf {self.seq}"
