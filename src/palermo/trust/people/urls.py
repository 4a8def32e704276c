"""Addresses of accounts, colleagues, units, the ledger and the installation.

Those of sign-in are allauth's pages under allauth's names. What Palermo does not offer has no address: signing
up, changing the address, passwordless sign-in.
"""

from __future__ import annotations

from django.urls import include, path, re_path

from palermo.trust.people import sign_in
from palermo.trust.people.views.account import account, switch
from palermo.trust.people.views.breaches import breach, breach_again, breaches, look
from palermo.trust.people.views.colleagues import (
    add_unit,
    assign,
    colleague,
    colleague_list,
    end,
    renew,
    units,
)
from palermo.trust.people.views.heads import heads
from palermo.trust.people.views.installation import installation, test_mail
from palermo.trust.people.views.invitations import confirm, invitation, invite, invite_again, withdraw
from palermo.trust.people.views.leaving import colleague_open_work
from palermo.trust.people.views.ledger import ledger
from palermo.trust.people.views.ledger_proof import export, head, proof
from palermo.trust.people.views.office_zone import office_zone
from palermo.trust.people.views.own_invitations import (
    answer_invitation,
    choose_password,
    invitation_link,
    open_account,
    own_invitations,
)
from palermo.trust.people.views.roles import roles
from palermo.trust.people.views.sessions import sessions
from palermo.trust.scrub import INVITATION_KEY, RESET_KEY

people = [
    path("account/", account, name="account"),
    path("account/invitations/", own_invitations, name="own_invitations"),
    path("account/invitations/<uuid:invitation_id>/", answer_invitation, name="answer_invitation"),
    path("invitation/", open_account, name="open_account"),
    path("invitation/password/", choose_password, name="choose_password"),
    path(f"{INVITATION_KEY}<slug:key>/", invitation_link, name="invitation_link"),
    path("account/sessions/", sessions, name="sessions"),
    path("roles/", roles, name="roles"),
    path("office/switch/", switch, name="switch"),
    path("office/", colleague_list, name="colleagues"),
    path("office/invite/", invite, name="invite"),
    path("office/invitations/<uuid:invitation_id>/", invitation, name="invitation"),
    path("office/invitations/<uuid:invitation_id>/again/", invite_again, name="invite_again"),
    path("office/invitations/<uuid:invitation_id>/withdraw/", withdraw, name="withdraw_invitation"),
    path("office/colleagues/<uuid:user_id>/", colleague, name="colleague"),
    path("office/colleagues/<uuid:user_id>/open-work/", colleague_open_work, name="open_work"),
    path("office/colleagues/<uuid:user_id>/role/", assign, name="assign"),
    path("office/colleagues/<uuid:user_id>/way-in/", renew, name="renew"),
    path("office/colleagues/<uuid:user_id>/confirm/", confirm, name="confirm"),
    path("office/roles/<uuid:assignment_id>/end/", end, name="end_role"),
    path("office/time-zone/", office_zone, name="zone"),
    path("office/units/", units, name="units"),
    path("office/units/add/", add_unit, name="add_unit"),
    path("office/ledger/", ledger, name="ledger"),
    path("office/ledger/head/", head, name="ledger_head"),
    path("office/ledger/proof/", proof, name="ledger_proof"),
    path("office/ledger/export/", export, name="ledger_export"),
    path("office/breaches/", breaches, name="breaches"),
    path("office/breaches/look/", look, name="look"),
    path("office/breaches/<uuid:breach_id>/", breach, name="breach"),
    path("office/breaches/<uuid:breach_id>/again/", breach_again, name="breach_again"),
    path("installation/", installation, name="installation"),
    path("installation/mail/", test_mail, name="test_mail"),
    path("installation/heads/", heads, name="heads"),
]

signing_in = [
    path("login/", sign_in.login, name="account_login"),
    path("logout/", sign_in.logout, name="account_logout"),
    path("reauthenticate/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("password/change/", sign_in.password_change, name="account_change_password"),
    path("password/reset/", sign_in.password_reset, name="account_reset_password"),
    path("password/reset/done/", sign_in.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        sign_in.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        rf"^{RESET_KEY}(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]{{1,120}})/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/", sign_in.factor_index, name="mfa_index"),
    path("2fa/authenticate/", sign_in.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", sign_in.factor_reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", sign_in.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", sign_in.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/generate/", sign_in.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]

urlpatterns = [
    path("", include((people, "people"))),
    path("account/", include(signing_in)),
]
