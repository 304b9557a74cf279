"""The letter by which a report came on paper."""

from __future__ import annotations

from django.db import models

from lapor.reports.models.report import Report


class IncomingLetter(models.Model):
    """What a letter's sender wrote at its head, and when the office received it (ADR 28).

    The sender's number may name him ("012/Ani/XI/2026"), so it is sealed under the report's key. `written_on` is empty
    for a letter without a date.
    """

    report = models.OneToOneField(Report, on_delete=models.CASCADE, primary_key=True, related_name="letter")
    number_sealed = models.BinaryField(null=True)
    written_on = models.DateField("tanggal surat", null=True, blank=True)
    received_on = models.DateField("tanggal terima")

    class Meta:
        verbose_name = "surat masuk"
        verbose_name_plural = "surat masuk"

    def __str__(self) -> str:
        return str(self.report_id)
