"""The forms of sign-in in our words: what a field is called is the same beside it and in the list of mistakes."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as theirs
from django import forms

LABELS = {
    "login": "Alamat surel",
    "email": "Alamat surel",
    "password": "Kata sandi",
    "oldpassword": "Kata sandi sekarang",
    "password1": "Kata sandi baru",
    "password2": "Kata sandi baru, sekali lagi",
}
EMPTY = "Bagian ini masih kosong. Isi dulu."
NO_ADDRESS = "Ini bukan alamat surel. Contoh: nama@contoh.go.id."


def in_our_words(form: forms.Form) -> None:
    for name, field in form.fields.items():
        field.label = LABELS.get(name, field.label)
        field.error_messages["required"] = EMPTY
        if isinstance(field, forms.EmailField):
            field.error_messages["invalid"] = NO_ADDRESS


class LoginForm(theirs.LoginForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        in_our_words(self)


class ReauthenticateForm(theirs.ReauthenticateForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        in_our_words(self)


class ResetPasswordForm(theirs.ResetPasswordForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        in_our_words(self)


class ResetPasswordKeyForm(theirs.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        in_our_words(self)


class ChangePasswordForm(theirs.ChangePasswordForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        in_our_words(self)
