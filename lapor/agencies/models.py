"""The tree of agencies, who sits where, where things are, what they are about and who answers for what."""

from __future__ import annotations

from datetime import date
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lapor.kit import clock

PATH_STEP = 4  # characters per level: base 36, so 1.6 million siblings
PATH_DEEPEST = 16  # levels
WIB = ZoneInfo("Asia/Jakarta")


def today() -> date:
    """The day by Jakarta's clock, by which roles begin and end everywhere."""
    return clock.today(WIB)


class Region(models.Model):
    """A place in Kemendagri's numbering, from province ("73") to village ("73.24.04.1001")."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, "provinsi"
        REGENCY = 2, "kabupaten/kota"
        DISTRICT = 3, "kecamatan"
        VILLAGE = 4, "desa/kelurahan"

    code = models.CharField("kode", max_length=13, primary_key=True)
    name = models.CharField("nama", max_length=80)
    level = models.PositiveSmallIntegerField("tingkat", choices=Level.choices)
    full_name = models.CharField("nama lengkap", max_length=200, blank=True)
    postal_code = models.CharField("kode pos", max_length=5, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = "wilayah"
        verbose_name_plural = "wilayah"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A node of the tree: nation, ministry, province, regency, office or unit.

    `path` is materialised: four base-36 characters per level, so that a subtree is a prefix. `realm` is the path of the
    government that the agency belongs to (itself, when it is one): a province lies above a regency, but does not reach
    into its offices.
    """

    class Kind(models.TextChoices):
        NATION = "nation", "nasional"
        MINISTRY = "ministry", "kementerian/lembaga"
        PROVINCE = "province", "provinsi"
        REGENCY = "regency", "kabupaten/kota"
        COMPANY = "company", "BUMN/BUMD"
        UNIVERSITY = "university", "perguruan tinggi"
        UNIT = "unit", "perangkat daerah/unit kerja"
        OVERSIGHT = "oversight", "lembaga pengawas"

    class Sharing(models.TextChoices):
        """How reports that reach a unit find the person in charge."""

        NONE = "none", "Tidak dibagi: laporan milik bersama unit"
        TURN = "turn", "Bergiliran"
        LOAD = "load", "Kepada yang paling sedikit memegang laporan terbuka"

    name = models.CharField("nama", max_length=200)
    short_name = models.CharField("nama pendek", max_length=60)
    slug = models.SlugField("alamat halaman", max_length=120, unique=True)
    kind = models.CharField("jenis", max_length=12, choices=Kind.choices, default=Kind.UNIT)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField("letak", max_length=PATH_STEP * PATH_DEEPEST, unique=True, editable=False)
    realm = models.CharField("pemerintahan", max_length=64, editable=False)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="wilayah")
    is_open = models.BooleanField("menerima laporan", default=True)
    is_inspectorate = models.BooleanField("pengawas internal", default=False)
    email = models.EmailField("surel kantor", blank=True)
    zone_name = models.CharField("zona waktu", max_length=40, default="Asia/Jakarta")
    source_name = models.CharField("nama pada ekspor resmi", max_length=250, blank=True)
    sharing = models.CharField(
        "pembagian laporan", max_length=4, choices=Sharing.choices, default=Sharing.NONE, db_default="none"
    )
    last_given = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, db_index=False, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "instansi"
        verbose_name_plural = "instansi"
        ordering = ("path",)
        # A plan made for any value cannot use the index of paths for a prefix: those of one government are found here.
        indexes = (models.Index(fields=("realm",), name="agency_realm"),)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def depth(self) -> int:
        return len(self.path) // PATH_STEP

    @property
    def is_government(self) -> bool:
        return self.kind not in (Agency.Kind.UNIT, Agency.Kind.OVERSIGHT) or self.parent_id is None

    def covers(self, other: Agency) -> bool:
        """True for itself and everything below it."""
        return other.path.startswith(self.path)

    def ancestor_paths(self) -> list[str]:
        """Paths from the root down to this agency's parent."""
        return [self.path[:end] for end in range(PATH_STEP, len(self.path), PATH_STEP)]


class Letterhead(models.Model):
    """How an agency writes: the head and the signature of its official letters, and the pattern of their numbers."""

    agency = models.OneToOneField(Agency, on_delete=models.CASCADE, primary_key=True, related_name="letterhead")
    address = models.CharField("alamat kantor", max_length=200)
    contact = models.CharField("telepon, surel, laman", max_length=200, blank=True)
    place = models.CharField("tempat surat ditulis", max_length=80)
    head_title = models.CharField("jabatan penanda tangan", max_length=150)
    head_name = models.CharField("nama penanda tangan", max_length=150)
    head_rank = models.CharField("pangkat dan golongan", max_length=100, blank=True)
    head_nip = models.CharField("NIP", max_length=30, blank=True)
    pattern = models.CharField("pola nomor surat", max_length=100, blank=True)

    class Meta:
        verbose_name = "kop surat"
        verbose_name_plural = "kop surat"

    def __str__(self) -> str:
        return self.head_title


class Role(models.TextChoices):
    NATIONAL_ADMIN = "national_admin", "Admin nasional"
    AGENCY_ADMIN = "agency_admin", "Admin instansi"
    LIAISON = "liaison", "Pejabat penghubung"
    LEADER = "leader", "Pimpinan"
    OPERATOR = "operator", "Petugas loket"
    OMBUDSMAN = "ombudsman", "Ombudsman"
    EVALUATOR = "evaluator", "Evaluator"
    PARTNER = "partner", "Sistem mitra"


# Who works on reports where he sits.
WORKERS = (Role.LIAISON, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Chainable reads of memberships."""

    def active(self, on: date | None = None) -> Self:
        """Those in force on a day: begun on it or before, not yet ended on it, and waiting for nobody."""
        day = on or today()
        return self.open(day).filter(since__lte=day, unaccepted_since=None, unconfirmed_since=None)

    def open(self, on: date | None = None) -> Self:
        """Those that have not ended on a day: in force, to come, or waiting for somebody's yes."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=on or today()))


class Membership(models.Model):
    """One person in one role at one agency, from a day until a day. Rotation is the rule.

    `until` is the first day without the role, so that a role can end at once. Until the person has accepted it, and
    for a weighty one a second admin has confirmed it, it opens nothing.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("peran", max_length=16, choices=Role.choices)
    since = models.DateField("mulai", default=today)
    until = models.DateField("berakhir pada", null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unaccepted_since = models.DateTimeField("menunggu orangnya sejak", null=True, blank=True)
    unconfirmed_since = models.DateTimeField("menunggu admin kedua sejak", null=True, blank=True)
    # The decree (SK) that appoints him. When it runs out people are told; the seat ends by `until` alone.
    sk_number = models.CharField("nomor SK", max_length=80, blank=True, default="", db_default="")
    sk_until = models.DateField("SK berlaku sampai", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "peran"
        verbose_name_plural = "peran"
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["user", "agency", "role"], condition=Q(until__isnull=True), name="one_open_membership_per_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.agency}"

    @property
    def is_open(self) -> bool:
        return self.until is None or self.until > today()

    @property
    def in_force(self) -> bool:
        return self.is_open and self.since <= today() and not (self.unaccepted_since or self.unconfirmed_since)

    @property
    def person(self) -> str:
        """Who it is, as admins may read it: before the person said yes, the address that they wrote themselves."""
        return self.user.email if self.unaccepted_since else self.user.name


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Chainable reads of absences."""

    def running(self, on: date | None = None) -> Self:
        """Those that a day (today) lies in."""
        day = on or today()
        return self.filter(first_day__lte=day, last_day__gte=day)

    def coming(self) -> Self:
        """Those that have not ended: running, or to come."""
        return self.filter(last_day__gte=today())

    def touching(self, first_day: date, last_day: date) -> Self:
        """Those that share a day with this span."""
        return self.filter(first_day__lte=last_day, last_day__gte=first_day)


class Absence(models.Model):
    """A person does not work at an agency from a day to a day, both included, and who stands in for him meanwhile.

    The deputy gets no right from it: what he may do comes from his own seat there.
    """

    class Reason(models.TextChoices):
        LEAVE = "leave", "cuti"
        TRIP = "trip", "dinas luar"
        SICK = "sick", "sakit"
        OTHER = "other", "lainnya"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="absences"
    )
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, db_index=False, related_name="+")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, db_index=False, related_name="+"
    )
    reason = models.CharField("alasan", max_length=5, choices=Reason.choices)
    first_day = models.DateField("hari pertama")
    last_day = models.DateField("hari terakhir")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, db_index=False, related_name="+"
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "ketidakhadiran"
        verbose_name_plural = "ketidakhadiran"
        constraints = (
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_it_starts"),
        )
        indexes = (
            # Who is away, and until when.
            models.Index(fields=["user", "last_day"], name="absence_of"),
            # For whom somebody stands in.
            models.Index(fields=["deputy", "last_day"], name="absence_deputy", condition=Q(deputy__isnull=False)),
            # Who of a unit is away: how reports are shared out.
            models.Index(fields=["agency", "last_day"], name="absence_at"),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.first_day}–{self.last_day}"


class Category(models.Model):
    """What a report is about: groups hold leaves. `lapor_id` is the number that SP4N-LAPOR uses, where known."""

    code = models.SlugField("kode", max_length=80, unique=True)
    name = models.CharField("nama", max_length=160)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    lapor_id = models.PositiveIntegerField("nomor LAPOR", null=True, blank=True, unique=True)
    hint = models.CharField("yang membantu kami bertindak", max_length=200, blank=True)
    sensitive = models.BooleanField("selalu mulai sebagai rahasia", default=False)
    is_open = models.BooleanField("dapat dipilih", default=True)
    position = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta:
        verbose_name = "kategori"
        verbose_name_plural = "kategori"
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class Competence(models.Model):
    """An agency answers for a category, everywhere or in one region."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="competences")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="competences")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True, blank=True)

    class Meta:
        verbose_name = "kewenangan"
        verbose_name_plural = "kewenangan"
        constraints = (
            models.UniqueConstraint(fields=["agency", "category", "region"], name="competence_once_per_region"),
            models.UniqueConstraint(
                fields=["agency", "category"], condition=Q(region__isnull=True), name="competence_once_everywhere"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency}: {self.category}"
