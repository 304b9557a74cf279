"""Reference data in Django's admin; a change there counts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from lapor.standards import actions, steps
from lapor.standards.models import DayOff, OfficeHours, ServiceStandard, Step

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    StepModelForm = ModelForm[Step]
else:
    ModelAdmin = admin.ModelAdmin
    StepModelForm = ModelForm


class RulesAdmin(ModelAdmin):
    """Tells the rulebook about every write."""

    list_select_related = True

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm[Any], change: bool) -> None:
        super().save_model(request, obj, form, change)
        actions.changed()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        actions.changed()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)
        actions.changed()


@admin.register(ServiceStandard)
class ServiceStandardAdmin(RulesAdmin):
    list_display = ("clock", "classification", "amount", "unit", "category", "agency", "valid_from", "valid_until")
    list_filter = ("clock", "classification", "unit")
    search_fields = ("legal_basis", "note")
    raw_id_fields = ("category", "agency")
    fieldsets = (
        (None, {"fields": ("clock", "amount", "unit", "legal_basis", "note")}),
        (
            "Berlaku untuk",
            {"fields": ("classification", "category", "agency"), "description": "Kosongkan untuk berlaku bagi semua."},
        ),
        (
            "Masa berlaku",
            {
                "fields": ("valid_from", "valid_until"),
                "description": "Laporan memakai aturan yang berlaku pada hari laporan dikirim. "
                "Untuk mengubah batas, akhiri baris ini dan buat baris baru.",
            },
        ),
    )


@admin.register(DayOff)
class DayOffAdmin(RulesAdmin):
    list_display = ("date", "name", "agency", "is_working")
    list_filter = ("is_working",)
    date_hierarchy = "date"
    search_fields = ("name",)
    raw_id_fields = ("agency",)
    fieldsets = (
        (
            None,
            {
                "fields": ("date", "name", "agency", "is_working"),
                "description": "Tenggat yang sedang berjalan mundur sendiri dalam beberapa menit; tidak pernah maju.",
            },
        ),
    )


@admin.register(OfficeHours)
class OfficeHoursAdmin(RulesAdmin):
    list_display = ("__str__", "opens", "closes", "counts_after_hours")
    raw_id_fields = ("agency",)


class StepForm(StepModelForm):
    """A step that may be: an agency is never less strict than the nation."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            wanted = Step(**{name: given[name] for name in ("clock", "measure", "amount", "tells", "agency")})
            wanted.pk = self.instance.pk
            if sentence := steps.why_not(wanted):
                raise ValidationError(sentence)
        return given


@admin.register(Step)
class StepAdmin(RulesAdmin):
    form = StepForm
    list_display = ("__str__", "clock", "agency")
    list_filter = ("measure", "tells", "clock")
    raw_id_fields = ("agency",)
    fieldsets = (
        (
            None,
            {
                "fields": ("measure", "amount", "tells"),
                "description": "Persen dihitung dari batas; hari kerja dihitung setelah batas lewat, selama belum ada "
                "tindakan. Perubahan berlaku bagi tenggat yang sedang berjalan, untuk langkah yang belum diambil.",
            },
        ),
        (
            "Berlaku untuk",
            {
                "fields": ("clock", "agency"),
                "description": "Kosongkan tenggat untuk semua tenggat instansi. Tanpa instansi, langkah ini adalah "
                "batas terendah nasional; instansi hanya dapat menambah.",
            },
        ),
    )
