"""The reference data: what an administrator may set right by hand. The tree itself moves through the actions."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from .models import Agency, Category, Competence, Membership, Region


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin[Agency]):
    list_display = ("name", "short_name", "kind", "parent", "path", "is_open")
    list_filter = ("kind", "is_open", "is_inspectorate", "zone_name")
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "source_name")
    readonly_fields = ("parent", "path", "slug", "kind", "is_open", "is_inspectorate")
    autocomplete_fields = ("region",)
    exclude = ("sharing", "last_given")  # how a unit shares out its work is set on the desk

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A place in the tree is given on the desk or by `lapor agency`, which also close and move."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Agency | None = None) -> bool:
        """Agencies are closed; their reports stay theirs."""
        return False


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin[Region]):
    list_display = ("code", "full_name", "level", "postal_code")
    list_filter = ("level",)
    search_fields = ("code", "full_name")
    readonly_fields = ("code", "name", "level", "full_name", "postal_code", "parent")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Region | None = None) -> bool:
        return False


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    list_display = ("name", "parent", "code", "lapor_id", "sensitive", "is_open", "position")
    list_filter = ("sensitive", "is_open", ("parent", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("parent",)
    search_fields = ("name", "code", "lapor_id")
    autocomplete_fields = ("parent",)


@admin.register(Competence)
class CompetenceAdmin(admin.ModelAdmin[Competence]):
    list_display = ("agency", "category", "region")
    list_select_related = ("agency", "category", "region")
    search_fields = ("agency__name", "category__name")
    autocomplete_fields = ("agency", "category", "region")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    list_display = ("user", "role", "agency", "since", "until")
    list_filter = ("role",)
    list_select_related = ("user", "agency")
    search_fields = ("user__name", "user__email", "agency__name")
    date_hierarchy = "since"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Roles are given on the desk or the console, where a second admin and the person are asked."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        """Roles end; that they were held stays known."""
        return False
