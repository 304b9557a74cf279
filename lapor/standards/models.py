"""Service standards, days off and office hours: every number is a row with a validity and a legal basis."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from lapor.agencies.models import Agency, Category
from lapor.kit import clock

LONGEST = 1000  # days; keeps a typing error from making a deadline that nobody lives to see


class Clock(models.TextChoices):
    """What is being waited for."""

    VERIFICATION = "verification", "verifikasi"
    REDISPOSITION = "redisposition", "disposisi ulang"
    ARBITRATION = "arbitration", "putusan tentang yang berwenang"
    RESPONSE = "response", "tindak lanjut pertama"
    COMPLETION = "completion", "penyelesaian"
    AUTO_CLOSE = "auto_close", "penutupan otomatis"
    COMPLETING = "completing", "pelengkapan oleh pelapor"
    ASKING = "asking", "jawaban pelapor"
    OBJECTION = "objection", "tanggapan atas keberatan"
    RATING_WINDOW = "rating_window", "penilaian"
    REOPEN_WINDOW = "reopen_window", "pembukaan kembali"
    STATUTORY = "statutory", "batas akhir menurut peraturan"
    PROMISE_GRACE = "promise_grace", "tenggang sesudah hari janji"
    OMBUDSMAN = "ombudsman", "tawaran ke Ombudsman"


class Unit(models.TextChoices):
    WORKING_DAYS = "working_days", "hari kerja"
    CALENDAR_DAYS = "calendar_days", "hari kalender"


class Classification(models.TextChoices):
    COMPLAINT = "complaint", "pengaduan tidak berkadar pengawasan"
    COMPLAINT_OVERSIGHT = "complaint_oversight", "pengaduan berkadar pengawasan"
    ASPIRATION = "aspiration", "aspirasi"
    INFORMATION = "information", "permintaan informasi"


class ServiceStandard(models.Model):
    """How long one clock may run, for whom, since when and by which rule.

    An empty classification, category or agency means "any"; category and agency hold for everything below them.
    """

    clock = models.CharField("tenggat", max_length=16, choices=Clock.choices)
    amount = models.PositiveSmallIntegerField(
        "jumlah hari", validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    unit = models.CharField("satuan", max_length=14, choices=Unit.choices, default=Unit.WORKING_DAYS)
    classification = models.CharField("klasifikasi", max_length=20, choices=Classification.choices, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="standards", verbose_name="kategori"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="standards", verbose_name="instansi"
    )
    legal_basis = models.CharField("dasar", max_length=250)
    note = models.CharField("catatan", max_length=250, blank=True)
    valid_from = models.DateField("berlaku sejak")
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)

    class Meta:
        verbose_name = "standar layanan"
        verbose_name_plural = "standar layanan"
        ordering = ("clock", "classification", "valid_from", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=1, amount__lte=LONGEST), name="standard_amount_in_range"),
            models.CheckConstraint(condition=Q(clock__in=Clock.values), name="standard_clock_is_known"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="standard_unit_is_known"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="standard_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                "clock",
                "classification",
                Coalesce("category", 0),
                Coalesce("agency", 0),
                "valid_from",
                name="standard_once_per_scope_and_start",
            ),
        )

    def __str__(self) -> str:
        scope = f" {self.get_classification_display()}" if self.classification else ""
        return f"{self.get_clock_display()}{scope}: {self.amount} {self.get_unit_display()}"


class DayOff(models.Model):
    """A day that differs from the built-in national list: one more day off, or a day off that is worked after all.

    Without an agency it holds for everybody, else for the agency and everything below it; the closest row wins.
    """

    date = models.DateField("tanggal")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="days_off", verbose_name="instansi"
    )
    name = models.CharField("nama", max_length=120)
    is_working = models.BooleanField("tetap hari kerja", default=False)
    decided_at = models.DateTimeField("ditetapkan pada", default=clock.now, db_default=Now(), editable=False)

    class Meta:
        verbose_name = "hari libur"
        verbose_name_plural = "hari libur"
        ordering = ("date", "pk")
        constraints = (models.UniqueConstraint("date", Coalesce("agency", 0), name="day_off_once_per_agency"),)

    def __str__(self) -> str:
        return f"{self.date:%d-%m-%Y} {self.name}"


class OfficeHours(models.Model):
    """When an office opens and closes; a thing that arrives after closing counts from the next working day.

    Without an agency it is everybody's default, else it holds for the agency and everything below it.
    """

    agency = models.OneToOneField(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="office_hours", verbose_name="instansi"
    )
    opens = models.TimeField("buka")
    closes = models.TimeField("tutup")
    counts_after_hours = models.BooleanField("laporan setelah jam tutup dihitung hari itu juga", default=False)

    class Meta:
        verbose_name = "jam kerja"
        verbose_name_plural = "jam kerja"
        ordering = ("agency__path", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="office_closes_after_it_opens"),
            models.UniqueConstraint(Coalesce("agency", 0), name="office_hours_once_per_agency"),
        )

    def __str__(self) -> str:
        return f"{self.agency or 'Semua instansi'}: {self.opens:%H.%M}–{self.closes:%H.%M}"


class Step(models.Model):
    """When somebody hears of a limit that nears its end, or that has passed and still runs.

    Without an agency it is a minimum for everybody; a row of an agency, for it and everything below, only adds to it.
    An empty clock means every limit of an agency.
    """

    class Measure(models.TextChoices):
        PERCENT = "percent", "persen dari batas"
        LATE = "late", "hari kerja setelah batas"

    class Tells(models.TextChoices):
        DESK = "desk", "yang mengerjakan"
        AGENCY_ADMIN = "agency_admin", "admin instansi"
        LEADER = "leader", "pimpinan"
        NATIONAL_ADMIN = "national_admin", "admin nasional"

    clock = models.CharField("tenggat", max_length=16, choices=Clock.choices, blank=True)
    measure = models.CharField("diukur dalam", max_length=8, choices=Measure.choices)
    amount = models.PositiveSmallIntegerField("pada", validators=[MinValueValidator(1), MaxValueValidator(100)])
    tells = models.CharField("memberi tahu", max_length=16, choices=Tells.choices)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="steps", verbose_name="instansi"
    )

    class Meta:
        verbose_name = "langkah pengingat"
        verbose_name_plural = "langkah pengingat"
        ordering = ("-measure", "amount", "tells", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=1, amount__lte=100), name="step_amount_in_range"),
            models.CheckConstraint(condition=Q(measure__in=("percent", "late")), name="step_measure_is_known"),
            models.UniqueConstraint(
                "clock", "measure", "amount", "tells", Coalesce("agency", 0), name="step_once_per_scope"
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.get_measure_display()}: {self.get_tells_display()}"

    @property
    def name(self) -> str:
        """What is remembered of it once it was taken: the same for rows that say the same."""
        return f"{self.measure}-{self.amount}-{self.tells}"
