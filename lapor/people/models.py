"""Who signs in: officers, system partners and those who choose an account."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from lapor.kit import clock


class UserManager(BaseUserManager["User"]):
    """Makes users whose login is their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        return self.create_user(email, password, **fields, is_staff=True, is_superuser=True)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What he may do comes from his memberships, never from here."""

    email = models.EmailField("alamat surel", max_length=254, unique=True)
    name = models.CharField("nama", max_length=120)
    is_active = models.BooleanField("aktif", default=True)
    is_staff = models.BooleanField("boleh membuka data acuan", default=False)
    date_joined = models.DateTimeField("terdaftar", default=clock.now)
    # How he works at the desk. Here, because each request has the account at hand and asks nothing more for them.
    dense = models.BooleanField("baris rapat", default=False, db_default=False)
    shortcuts = models.BooleanField("tombol satu huruf", default=True, db_default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_case_insensitive"),)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class ApiToken(models.Model):
    """A key for programs. Only its keyed digest is stored, so that a stolen dump opens nothing."""

    class Scope(models.TextChoices):
        READ = "read", "membaca"
        WRITE = "write", "membaca dan menindaklanjuti"
        SUBMIT = "submit", "mengirim laporan"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField("nama", max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    scope = models.CharField("lingkup", max_length=10, choices=Scope.choices, default=Scope.READ)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField("berlaku sampai")
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "kunci API"
        verbose_name_plural = "kunci API"

    def __str__(self) -> str:
        return self.name
