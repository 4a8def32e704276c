"""Django settings of Palermo: read from the environment and the data folder, nothing else.

Meaning of the variables: docs/guides/administrator.md.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from palermo.operation.database_url import app_role, database_settings
from palermo.operation.lines import mail_settings
from palermo.web import logs
from palermo.web.translations.state import choices, names_for_django, read_states

BASE = Path(__file__).resolve().parent

PALERMO_DATA = Path(os.environ.get("PALERMO_DATA", "data")).resolve()
PALERMO_ROOT_KEY_FILE = Path(os.environ.get("PALERMO_ROOT_KEY_FILE", PALERMO_DATA / "keys" / "root.key"))
PALERMO_WITNESS_FILE = Path(os.environ.get("PALERMO_WITNESS_FILE", PALERMO_DATA / "witness.jsonl"))
PALERMO_ERASURES_FILE = Path(os.environ.get("PALERMO_ERASURES_FILE", PALERMO_DATA / "erasures.jsonl"))
# Where another machine collects the heads of the ledger, and the site's certificate, to say when it ends.
_COPY, _CERTIFICATE = (os.environ.get(name) for name in ("PALERMO_WITNESS_COPY", "PALERMO_CERTIFICATE"))
PALERMO_WITNESS_COPY = Path(_COPY).absolute() if _COPY else None
PALERMO_CERTIFICATE = Path(_CERTIFICATE).absolute() if _CERTIFICATE else None
PALERMO_DEMO = (PALERMO_DATA / "demo").is_file()
# What the first page says about help, and where "leave this page" leads ("" for the program's own choice).
PALERMO_HELP_LINES = os.environ.get("PALERMO_HELP_LINES", "")
PALERMO_HELP_TEXT = os.environ.get("PALERMO_HELP_TEXT", "")
PALERMO_LEAVE_URL = os.environ.get("PALERMO_LEAVE_URL", "")
PALERMO_DATABASE_ROLE = os.environ.get("PALERMO_DATABASE_ROLE", "app")
PALERMO_APP_ROLE = app_role()

DEBUG = False
# Nothing of Palermo's is signed with it: a process keeps it although the root key is replaced meanwhile.
# Without a data folder (type checks, first migration) a key of this process is enough.
SECRET_KEY = secrets.token_urlsafe(48)
if PALERMO_ROOT_KEY_FILE.is_file() and os.access(PALERMO_ROOT_KEY_FILE, os.R_OK):
    from palermo.trust.vault.root import derive, other_root_keys, read_root_key

    SECRET_KEY = derive(read_root_key(PALERMO_ROOT_KEY_FILE), "django-secret").hex()
    SECRET_KEY_FALLBACKS = [
        derive(key, "django-secret").hex() for key in other_root_keys(PALERMO_ROOT_KEY_FILE)
    ]

ALLOWED_HOSTS = os.environ.get("PALERMO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("PALERMO_ORIGINS", "").split(",") if origin]
HTTPS = os.environ.get("PALERMO_HTTPS", "0") == "1"
# Set by `palermo run` for its children; where links lead: people.links.default_site.
PALERMO_PRINTED_ADDRESS = os.environ.get("PALERMO_PRINTED_ADDRESS", "")

INSTALLED_APPS = [
    "palermo.web",
    "palermo.demo",
    "palermo.partnership",
    "palermo.protection",
    "palermo.exchange",
    "palermo.desk",
    "palermo.directory",
    "palermo.operation",
    "palermo.trust.basis",
    "palermo.trust.switches",
    "palermo.trust.ledger",
    "palermo.trust.vault",
    "palermo.trust.retention",
    "palermo.trust.people",
    "palermo.kit",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "palermo.web.probes.probes",
    "palermo.web.counted.counted",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "palermo.web.middleware.headers",
    "palermo.web.middleware.language_of_its_own",
    "palermo.web.reading.readable",
    "palermo.trust.people.proxies.watched",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "palermo.web.middleware.compressed",
    "palermo.trust.people.middleware.unit_of_work_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "palermo.trust.people.past.past_sessions",
    "palermo.trust.people.middleware.ActorMiddleware",
    "palermo.desk.kept_pages.middleware.KeepPages",
    "palermo.web.in_english.InEnglish",
    "palermo.web.errors.not_a_page",
    "palermo.web.once.once",
    "palermo.desk.notices.looking.looked",
]

ROOT_URLCONF = "palermo.web.urls"
WSGI_APPLICATION = "palermo.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "palermo.web.layout.page_context",
            ],
            "builtins": ["palermo.kit.templatetags.once", "palermo.kit.templatetags.keeping"],
        },
    },
]
FORM_RENDERER = "palermo.kit.forms.KitRenderer"

DATABASES = {"default": database_settings(role=PALERMO_DATABASE_ROLE, data=PALERMO_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The cache holds the counts of failed sign-ins: a full table would forget some of them.
CACHES = {
    "default": {"BACKEND": "palermo.trust.cache.SealedCache", "OPTIONS": {"MAX_ENTRIES": 100_000}},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["palermo.trust.people.authentication.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_RULES = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = [
    {"NAME": f"{_RULES}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": f"{_RULES}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["full_name", "email"]},
    },
    {"NAME": f"{_RULES}.CommonPasswordValidator"},
    {"NAME": "palermo.trust.people.passwords.NotLeaked"},
    {"NAME": "palermo.trust.people.passwords.NotOfTheContext"},
    {"NAME": "palermo.trust.people.passwords.NotThePresentOne"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:today"

# Addresses, or whole rooms, that need no sign-in; everything else does.
PALERMO_PUBLIC = frozenset(
    {
        "web:landing",
        "web:leave",
        "web:locked",
        "web:today",  # sends to sign-in by itself
        "set_language",
        "partnership:*",
        "rights:*",
        "account_login",
        "account_logout",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "people:open_account",
        "people:invitation_link",
        "people:choose_password",
    }
)

ACCOUNT_ADAPTER = "palermo.trust.people.authentication.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "web:landing"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
# Sign-in is counted by palermo.trust.people.throttle: failures alone. allauth's own counts would lock everybody behind
# one address out with what one of them does; a link's key cannot be guessed, so its page needs none.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "reset_password_from_key": None,
    "reset_password": None,
    "invitation_code": "20/m/ip,5/5m/key",
}
PALERMO_SIGN_IN_LIMITS = {
    "login_failed_shared": "30/m/ip,5/5m/key",
    "login_failed_known": "5/5m/key",
    "login_failed_signed_in": "5/5m/key",
    "link_asked_shared": "20/m/ip,5/m/key,10/d/key",
    "link_asked_known": "5/m/key,10/d/key",
    "link_asked_signed_in": "5/m/key,10/d/key",
}
ACCOUNT_FORMS = {
    "change_password": "palermo.trust.people.present_password.ChangePasswordForm",
    "login": "palermo.trust.people.sign_in.LoginForm",
    "reset_password": "palermo.trust.people.sign_in.ResetPasswordForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "palermo.trust.people.tokens.LinkTokens"  # noqa: S105 - a class
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
MFA_ADAPTER = "palermo.trust.people.authentication.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp"]  # recovery codes are our own: palermo.trust.people.recovery_codes
MFA_ALLOW_UNVERIFIED_EMAIL = True  # where no mail is sent, nothing else would guard an account
MFA_FORMS = {
    "activate_totp": "palermo.trust.people.forms.ActivateForm",
    "authenticate": "palermo.trust.people.sign_in.SecondStepForm",
    "reauthenticate": "palermo.trust.people.sign_in.ConfirmForm",
}
MFA_TOTP_ISSUER = "Palermo"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PALERMO_PROXIES", "0"))

SESSION_ENGINE = "palermo.trust.people.sessions"
# Under HTTPS no other host and no page without TLS can set a cookie of these names.
_HOST = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_HOST}session"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_HOST}django_language"
PALERMO_KNOWN_COOKIE_NAME, PALERMO_PAST_COOKIE_NAME = f"{_HOST}mark", f"{_HOST}past"
SESSION_COOKIE_AGE = 30 * 60  # from the last touch (people.sessions.stay_signed_in)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "palermo.web.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and os.environ.get("PALERMO_HSTS_SUBDOMAINS", "0") == "1"
# "no-referrer" makes browsers send "Origin: null" with our own forms, which no form check can accept;
# "same-origin" tells other sites just as little.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LANGUAGE_CODE = "en-gb"
# What an operator took in stands before what ships, text by text.
LOCALE_PATHS = [folder for folder in (PALERMO_DATA / "languages", BASE / "locale") if folder.is_dir()]
PALERMO_LANGUAGES = read_states(*reversed(LOCALE_PATHS))
LANGUAGES = choices(PALERMO_LANGUAGES.values())
LANG_INFO.update(names_for_django(PALERMO_LANGUAGES.values()))
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = PALERMO_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Compressed and named by content; without a collection, pages take the files from the sources.
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").is_file() and "collectstatic" not in sys.argv
if WHITENOISE_USE_FINDERS:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

globals().update(mail_settings())  # EMAIL_BACKEND and, with PALERMO_SMTP, where and how
DEFAULT_FROM_EMAIL = os.environ.get("PALERMO_FROM", "palermo@localhost")

SILENCED_SYSTEM_CHECKS = [
    "models.W042",  # third-party tables keep their own key type
    "auth.W004",  # unique through lower(email), which the check does not see
]

LOGGING = logs.LOGGING
