"""Settings shared by every environment; the environment is read at the top."""

from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _

from .env import env_bool, env_int, env_list, env_str

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# --- The environment -----------------------------------------------------------------------

DATA_DIR = Path(env_str("DATA_DIR", str(BASE_DIR / "var")))
DATABASE_URL = env_str("DATABASE_URL", f"sqlite:///{DATA_DIR / 'to_trinh.sqlite3'}")
SECRET_KEY = env_str("SECRET_KEY", "insecure-development-key-that-production-refuses-to-start-with")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost")
SITE_URL = env_str("SITE_URL", "http://127.0.0.1:8000")
AUDIT_KEY = env_str("AUDIT_KEY")  # keys the audit log's chain; changing it breaks verification
VAULT_KEYS = env_list("VAULT_KEYS")  # the first seals; empty: a file in DATA_DIR/keys
EMBEDDED_WORKER = env_bool("EMBEDDED_WORKER", default=True)
REQUIRE_SECOND_FACTOR = env_bool("REQUIRE_SECOND_FACTOR", default=True)
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", 0)
UPLOAD_MAX_MB = env_int("UPLOAD_MAX_MB", 20)
EMAIL_HOST = env_str("EMAIL_HOST")
EMAIL_PORT = env_int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=True)
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", "Tờ Trình <to-trinh@localhost>")

# --- Applications --------------------------------------------------------------------------

INSTALLED_APPS = [
    "workflow_app.demo",
    "workflow_app.probing",
    # features
    "plans",
    "personnel",
    "awards",
    # shared rooms, from the top of the house to the bottom
    "workflow_app.ballots",
    "workflow_app.approvals",
    "workflow_app.notifications",
    "workflow_app.papers",
    "workflow_app.sheets",
    "workflow_app.rulebook",
    "workflow_app.organization",
    "workflow_app.accounts",
    "workflow_app.backup",
    "workflow_app.background",
    "workflow_app.audit",
    "workflow_app.ui",
    "workflow_app.vault",
    # libraries
    "viewflow",
    "viewflow.workflow",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "workflow_app.audit.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "workflow_app.accounts.middleware.NoCopyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "workflow_app.audit.middleware.AuditContextMiddleware",
    "workflow_app.accounts.middleware.PreferredLanguageMiddleware",
    "workflow_app.accounts.middleware.SignInRequiredMiddleware",
    "workflow_app.accounts.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "workflow_app.urls"
WSGI_APPLICATION = "workflow_app.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "workflow_app.ui.context.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "workflow_app.ui.templatetags.ui",
            ],
        },
    },
]
COTTON_DIR = "components"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "django_tables2/house.html"

# --- Database: SQLite for one office, PostgreSQL for production (design.md, section 8) -----

DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60)}
# After the database was away, a connection that was kept is found dead before it is used.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "workflow_app.db.sqlite3"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA secure_delete=ON;"
            # An act writes some 26 pages, mostly the same ones as the act before: copied into the
            # database every 4,000 pages they take a tenth less of the act than every 1,000. So many
            # are found through one table of the log's index; a reader of more looks through several.
            "PRAGMA wal_autocheckpoint=4000;"
        ),
    }
elif env_bool("DATABASE_KEEPS_STATEMENTS", default=True):
    DATABASES["default"]["ENGINE"] = "workflow_app.db.postgresql"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People --------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "workflow_app.organization.backends.SignInBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "approvals:worklist"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "workflow_app.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_FORMS = {"login": "workflow_app.accounts.forms.SignInForm"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Tờ Trình] "
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told by mail
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers' addresses get no mail from us
# django-axes locks a name at one address; this catches guessing from many, and guessed codes.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/300s/key"}
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tờ Trình"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by the administrator
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "workflow_app.accounts.lockout.counted_name"
AXES_SENSITIVE_PARAMETERS = ["login", "password"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the audit log has it
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_VERBOSE = False

# --- Language, time, numbers ---------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["workflow_app.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # years and ids stay plain; money goes through lib.money

# --- Files ---------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env_str("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
MEDIA_ROOT = DATA_DIR / "files"
MEDIA_URL = ""  # attachments are never served by path, only through an access check
STORAGES = {
    "default": {"BACKEND": "workflow_app.background.files.WholeFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Background work -----------------------------------------------------------------------

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

# --- What the server writes down ------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "timed": {
            "()": "workflow_app.db.log_format.WithoutRows",
            "format": "{asctime} {levelname} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "timed"}},
    "loggers": {
        # Django would send errors to ADMINS by mail alone: without one, nothing was left of them.
        # Who asks for a page that is not there is nobody's business.
        "django": {"handlers": ["stderr"], "level": "ERROR"},
        **{
            name: {"handlers": ["stderr"], "level": "WARNING"}
            for name in ("django_tasks", "django_tasks_db", "workflow_app", "awards")
        },
    },
}

# --- Security headers ----------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")
}
X_FRAME_OPTIONS = "DENY"
DEFAULT_EXCEPTION_REPORTER_FILTER = "workflow_app.vault.reports.SealedReporterFilter"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "workflow_app.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
SILENCED_SYSTEM_CHECKS: list[str] = []
