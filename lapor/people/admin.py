"""Accounts in the pages for reference data."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from .models import ApiToken, User


@admin.register(User)
class AccountAdmin(UserAdmin[User]):
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    readonly_fields = ("date_joined", "last_login")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Kewenangan", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Waktu", {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: User, form: object, change: bool) -> None:
        """Addresses are kept in small letters, as `create_user` keeps them."""
        obj.email = obj.email.lower()
        obj.save()

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People leave by being suspended: what they did keeps pointing at them."""
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin[ApiToken]):
    list_display = ("name", "user", "scope", "created_at", "expires_at", "revoked_at", "last_used_on")
    list_filter = ("scope",)
    list_select_related = ("user",)
    readonly_fields = ("user", "name", "scope", "created_at", "expires_at", "last_used_on")
    exclude = ("digest",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A key is made by `lapor token add`, which shows its secret once."""
        return False
