"""One file of settings, read from the environment (docs/operations.md lists every name)."""

import sys
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from common import styles
from config import environment as env
from config.logs import configure as configure_logs

ROOT = Path(__file__).resolve().parent.parent.parent

# --- What the environment says ---
DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
SECRET_KEY = env.secret("SECRET_KEY")
SITE_URL = env.site_address("SITE_URL")
SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
REDIS_URL = env.redis("REDIS_URL")
LEDGER_SIGNING_KEY = env.signing_key("LEDGER_SIGNING_KEY")
CERTIFICATE_SIGNING_KEY = env.certificate_key("CERTIFICATE_SIGNING_KEY", "CERTIFICATE_SIGNING_PASSWORD")
CERTIFICATE_SIGNING_PASSWORD = env.text("CERTIFICATE_SIGNING_PASSWORD", "")
vars().update(env.mail("EMAIL_URL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", "Échanges d’expériences <plateforme@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
DKIM_PRIVATE_KEY = env.mail_key("DKIM_PRIVATE_KEY")  # nothing: the provider signs, or nobody does
DKIM_SELECTOR = env.text("DKIM_SELECTOR", "plateforme")
METRICS_TOKEN = env.optional_secret("METRICS_TOKEN")
GATHER_MINUTES = env.number("GATHER_MINUTES", 10)  # events on one record so close together make one letter
INBOUND_DOMAIN = env.domain("INBOUND_DOMAIN")  # where answers and bounces come back; nothing: no letter can be answered
INBOUND_AUTHSERV = env.domain("INBOUND_AUTHSERV")  # the name under which our mail server writes Authentication-Results
LINK_CHECK = env.flag("LINK_CHECK")  # whether the worker asks other sites if cited links still answer
MEDIA_ROOT = env.text("MEDIA_ROOT", str(ROOT / "media"))
ERASURES_FILE = env.text("ERASURES_FILE", "")  # nothing: beside MEDIA_ROOT

# --- Two database roles: the owner migrates, the site's role owns nothing ---
_SITE_DATABASE = env.database("DATABASE_URL")
SITE_DATABASE_ROLE = str(_SITE_DATABASE["USER"])
OWNER_COMMANDS = {"migrate", "backup", "restore"}
_acts_as_owner = sys.argv[1:2] and sys.argv[1] in OWNER_COMMANDS
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **(env.database("MIGRATE_DATABASE_URL") if _acts_as_owner else _SITE_DATABASE),
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
        "CONN_HEALTH_CHECKS": True,  # a connection of the pool survives a restart of PostgreSQL
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Rooms ---
INSTALLED_APPS = [
    "desk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django.forms",  # its widgets, found by FORM_RENDERER
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "django_countries",
    "django_structlog",
    "csp",
    "common.apps.CommonConfig",
    "journal.apps.JournalConfig",
    "mailing.apps.MailingConfig",
    "accounts.apps.AccountsConfig",
    "cities.apps.CitiesConfig",
    "practices.apps.PracticesConfig",
    "declarations.apps.DeclarationsConfig",
    "commitments.apps.CommitmentsConfig",
    "digests.apps.DigestsConfig",
    "announcements.apps.AnnouncementsConfig",
    "api.apps.ApiConfig",
    "pages.apps.PagesConfig",
    "demo.apps.DemoConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "accounts.middleware.form_methods",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Closed by default: a page is private until it is marked with login_not_required
    "accounts.middleware.sign_in_required",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "cities.middleware.viewer",
    "accounts.middleware.time_zone",
    "accounts.middleware.second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "pages.middleware.refusals",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pages.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Accounts: django-allauth, by invitation only (accounts/adapter.py) ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages:board"
LOGOUT_REDIRECT_URL = "pages:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    "city_missing": "5/h/ip",
    "report_comment": "10/h/ip",
    "expert_link": "20/h/ip",
    "expert_comment": "40/h/ip",
    "documents": "60/m/ip",
    "verify_receipt": "60/h/ip",
    "lost_factor": "10/h/ip",
    "manage_email": "5/h/user",
    "own_data": "10/h/user",
    "invite": "30/h/user",
}
ACCOUNT_FORMS = {
    "login": "accounts.allauth_forms.LoginForm",
    "reset_password": "accounts.allauth_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.allauth_forms.ResetPasswordKeyForm",
    "set_password": "accounts.allauth_forms.SetPasswordForm",
    "change_password": "accounts.allauth_forms.ChangePasswordForm",
    "reauthenticate": "accounts.allauth_forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "accounts.allauth_forms.AuthenticateForm",
    "reauthenticate": "accounts.allauth_forms.ReauthenticateCodeForm",
    "activate_totp": "accounts.allauth_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.allauth_forms.AddWebAuthnForm",
    "edit_webauthn": "accounts.allauth_forms.EditWebAuthnForm",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
USERSESSIONS_TRACK_ACTIVITY = False
# In the demonstration a second factor is offered, and a banner says that it is not demanded
SECOND_FACTOR_REQUIRED = not DEMO
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# --- Languages: French is the source ---
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("ar", "العربية")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Files ---
STATIC_URL = "/static/"
STATIC_ROOT = env.text("STATIC_ROOT", str(ROOT / "staticfiles"))
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Cache and wake-up calls ---
CACHES = {
    "default": {
        "BACKEND": "common.cache.SteadyRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "site",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
CELERY_BROKER_URL = env.celery_form(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request that cannot reach Redis goes on at once: the sweep finds the work
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "max_retries": 0}
CELERY_TASK_PUBLISH_RETRY = False
DJANGO_STRUCTLOG_CELERY_ENABLED = False

# --- What browsers are told ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        # The critical stylesheet stands in each page: these very bytes are allowed, and no other inline style
        "style-src": [SELF, styles.policy_source()],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "pages.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# Files go straight to the disk, and no further than ten megabytes; a form reads each of them in another process
FILE_UPLOAD_HANDLERS = ["common.uploads.OnDisk"]
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# --- Partners' API ---
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.keys.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.ReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["api.throttles.AnonymousThrottle", "api.throttles.KeyThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anonymous": "120/min", "key": "1200/min"},
    "DEFAULT_PAGINATION_CLASS": "api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.problems.handler",
    "NUM_PROXIES": TRUSTED_PROXY_COUNT,
    "URL_FORMAT_OVERRIDE": None,
    "PAGE_SIZE": 20,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Échanges d’expériences",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # Two resources have a "state": their names in the document do not change when a value is added
    "ENUM_NAME_OVERRIDES": {
        "DeclarationStateEnum": "declarations.workflow.State.values",
        "SignatureStateEnum": "declarations.workflow.LineState.values",
    },
}

# --- Logs (config/logs.py) ---
configure_logs()
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django_structlog": {"level": "INFO"},
        # Django's own lines give whole paths, secret links included; django_structlog says the same without them
        "django.request": {"level": "CRITICAL"},
        "django.security.csrf": {"level": "CRITICAL"},
    },
}
SITE_NAME = _("Échanges d’expériences")
