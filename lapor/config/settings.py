"""Django's settings, all from the environment (lapor/config/env.py has the table)."""

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from lapor.config import env as environment
from lapor.config import logs
from lapor.kit import keys

env = environment.read()
BASE_DIR = Path(__file__).resolve().parent.parent.parent

# --- ours ---------------------------------------------------------------------------------------------------------
LAPOR_HOME = env.home
LAPOR_FILES = env.home / "files"
LAPOR_HELD = env.home / "held"  # files of forms that came back, for some hours
LAPOR_MAIL = env.home / "mail"  # mails while no SMTP server is known, for a week
LAPOR_KEYS = env.keys
LAPOR_BASE_URL = env.base_url
LAPOR_PORT = env.port
LAPOR_BIND = env.bind
LAPOR_BEHIND_PROXY = env.behind_proxy
LAPOR_REQUIRE_MFA = env.require_mfa
LAPOR_PROCESS = env.process
LAPOR_WEB_WORKERS = env.web_workers
LAPOR_WEB_THREADS = env.web_threads
LAPOR_PUSH_SERVICES = env.push_services
LAPOR_PUSH_INSIDE = False  # True only in tests: a push service may stand in our own house
# What the worker takes its work from: functions work(by: str) -> int, the number of things done.
LAPOR_WORKER_SOURCES: tuple[str, ...] = (
    "lapor.reports.reactions.work",
    "lapor.notices.work.work",
    "lapor.notices.pushing.work",
    "lapor.notices.pins.work_pins",
    "lapor.reports.cleaning.work",
    "lapor.reports.reporters.work_index",
)
# Called every minute by the worker with the present time.
LAPOR_SWEEPS: tuple[str, ...] = (
    "lapor.reports.sweeps.run",
    "lapor.reports.sending.run",
    "lapor.reports.actions.unsent.sweep",
    "lapor.reports.actions.assigning.sweep",
    "lapor.reports.cleaning.sweep_orphans",
    "lapor.reports.roots.sweep",
    "lapor.notices.sweeps.run",
    "lapor.notices.digests.run",
    "lapor.notices.outbox.sweep",
    "lapor.channels.web.receiving.sweep",
    "lapor.channels.web.held.sweep",
    "lapor.setup.uploads.sweep",
)
# What `lapor doctor` asks: functions without arguments that return one sentence per broken promise.
LAPOR_DOCTORS: tuple[str, ...] = (
    "lapor.reports.invariants.problems",
    "lapor.reports.sending.problems",
    "lapor.reports.cleaning.problems",
    "lapor.reports.rootcheck.problems",
    "lapor.notices.invariants.problems",
)
# Tables whose rows the serving role of PostgreSQL may read and add, never change.
LAPOR_APPEND_ONLY: tuple[str, ...] = ("reports_event", "reports_interventionevent", "reports_dailyroot", "reports_leaf")
# What reacts to an event, in this order; the floors above the heart hear of changes only through this list.
LAPOR_REACTIONS: tuple[str, ...] = ("lapor.notices.reactions.react",)
# What else passes when a person hands his work over: functions (leaver, agency, to) -> int, how many things passed.
LAPOR_HANDED_ON: tuple[str, ...] = ("lapor.desk.saved.hand_on",)

for folder in (LAPOR_HOME, LAPOR_FILES, LAPOR_HELD, LAPOR_HOME / "tmp"):
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)

# --- Django -------------------------------------------------------------------------------------------------------
SECRET_KEY = keys.secret_key(LAPOR_KEYS)
DEBUG = env.debug
ALLOWED_HOSTS = list(env.hosts)
ROOT_URLCONF = "lapor.config.urls"
WSGI_APPLICATION = "lapor.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "lapor.config",  # first: its apps.py makes the generic classes of admin and forms
    "lapor.kit",
    "lapor.ui",
    "lapor.people",
    "lapor.agencies",
    "lapor.standards",
    "lapor.reports",
    "lapor.notices",
    "lapor.channels",
    "lapor.setup",
    "lapor.public",
    "lapor.desk",
    "lapor.api",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # the list of passkeys speaks in it
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "template_partials",
    "django_linear_migrations",
    "ninja",  # serves the API page from our own static files instead of a foreign host
]

MIDDLEWARE = [
    "lapor.config.middleware.request_log",
    "lapor.config.middleware.more_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "lapor.config.middleware.whole_body",
    "lapor.config.trouble.TroubleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lapor.config.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lapor.people.middleware.RequireSecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "lapor.desk.context.desk",
            ],
        },
    },
]

FORM_RENDERER = "lapor.ui.renderer.Renderer"

DATABASES = {"default": env.database}

# --- language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "bahasa"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- files --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.static_root
LAPOR_STATIC_MANIFEST = env.static_manifest
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": LAPOR_FILES}},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if env.static_manifest
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not env.static_manifest
# Uploads on their way in stay on the disk of the installation, never in a shared /tmp.
FILE_UPLOAD_TEMP_DIR = LAPOR_HOME / "tmp"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# What is too large or too many never reaches it; Django's own limit on files is only the last wall.
FILE_UPLOAD_HANDLERS = [
    "lapor.channels.web.receiving.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "lapor.channels.web.receiving.Spooled",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 1000

# --- people -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/meja/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "lapor.desk.accounts.AccountAdapter"
MFA_ADAPTER = "lapor.people.adapters.MFAAdapter"
ACCOUNT_FORMS = {
    "login": "lapor.people.forms.LoginForm",
    "reauthenticate": "lapor.people.forms.ReauthenticateForm",
    "reset_password": "lapor.people.forms.ResetPasswordForm",
    "reset_password_from_key": "lapor.people.forms.ResetPasswordKeyForm",
    "change_password": "lapor.people.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can make us write to strangers
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # the link proved the address; a second factor is still asked for
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "LAPOR"
MFA_TOTP_TOLERANCE = 1  # the code before and the one after, for phones whose clock is off (RFC 6238, 5.2)
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # admins make the accounts, and the first password comes by a link to the address
# Browsers allow passkeys on http only for localhost, the address of `make run`.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.https
SESSION_ENGINE = "lapor.config.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lapor.config.tokens.token_refused"

# --- what browsers are told ---------------------------------------------------------------------------------------
# Over plain http (make run on localhost) a secure cookie would never come back.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = env.https
SESSION_COOKIE_NAME = "__Host-sesi" if env.https else "sesi"
CSRF_COOKIE_NAME = "__Host-csrf" if env.https else "csrf"
LAPOR_DEVICE_COOKIE = "__Host-perangkat" if env.https else "perangkat"
CSRF_TRUSTED_ORIGINS = [env.base_url] if env.https else []
SECURE_SSL_REDIRECT = env.https and env.behind_proxy
SECURE_REDIRECT_EXEMPT = [r"^hidup$", r"^siap$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if env.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.behind_proxy else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Not no-referrer: under it browsers send “Origin: null” with our own forms and Django's CSRF check refuses them.
# No other site learns an address either way.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
        **({"upgrade-insecure-requests": True} if env.https else {}),
    },
}

# --- mail, caches, logs -------------------------------------------------------------------------------------------
globals().update(env.mail)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mail_from
# In memory only: sign-in limits may know an IP address for minutes, but no disk ever does.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LOGGING_CONFIG = None
LOGGING: dict[str, Any] = {}
logs.configure(process=env.process, readable=env.debug)

SILENCED_SYSTEM_CHECKS: list[str] = []
