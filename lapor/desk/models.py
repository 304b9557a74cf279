"""What an officer keeps of the desk: lists narrowed once and opened again by name."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from lapor.agencies.models import Agency, Category


class SavedFilter(models.Model):
    """A section of the inbox and what it is narrowed to, under a name; never words that were searched.

    `agency`: the unit whose people see it too, None for nobody.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="+")
    name = models.CharField("nama", max_length=40)
    agency = models.ForeignKey(Agency, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    section = models.CharField(max_length=10)
    state = models.CharField(max_length=12, blank=True)
    unit = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    late = models.BooleanField(default=False)
    mine = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = "saringan"
        verbose_name_plural = "saringan"
        # Also what the inbox reads: the filters of a person.
        constraints = (models.UniqueConstraint(fields=["owner", "name"], name="one_filter_per_name"),)

    def __str__(self) -> str:
        return self.name
