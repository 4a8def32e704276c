"""Addresses of referrals (sent) and enquiries (received), below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.protection.referral.views import consent as referral_consent
from palermo.protection.referral.views import receiving as enquiries
from palermo.protection.referral.views import sending as referrals

urlpatterns = [
    path("needs/<uuid:need_id>/enquire/<slug:step>/", referrals.enquire, name="enquire"),
    path("referrals/", referrals.referral_list, name="referrals"),
    path("referrals/<uuid:referral_id>/", referrals.referral, name="referral"),
    path("referrals/<uuid:referral_id>/sent/", referrals.referral_sent, name="referral_sent"),
    path("referrals/<uuid:referral_id>/end/", referrals.end_referral, name="referral_end"),
    path("referrals/<uuid:referral_id>/withdraw/", referrals.withdraw_consent, name="referral_withdraw"),
    path("referrals/<uuid:referral_id>/answer/<slug:step>/", referral_consent.answer, name="referral_answer"),
    path(
        "referrals/<uuid:referral_id>/identity/<slug:step>/",
        referral_consent.identity,
        name="referral_identity",
    ),
    path(
        "referrals/<uuid:referral_id>/without-consent/",
        referral_consent.without_consent,
        name="referral_without_consent",
    ),
    path(
        "referrals/<uuid:referral_id>/without-consent/<uuid:override_id>/",
        referral_consent.second_person,
        name="referral_second_person",
    ),
    path("enquiries/", enquiries.enquiry_list, name="enquiries"),
    path("enquiries/<uuid:enquiry_id>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<uuid:enquiry_id>/decline/", enquiries.decline_enquiry, name="enquiry_decline"),
    path("enquiries/<uuid:enquiry_id>/complete/", enquiries.complete_enquiry, name="enquiry_complete"),
    path(
        "enquiries/<uuid:enquiry_id>/withdrawal/",
        enquiries.answer_enquiry_withdrawal,
        name="enquiry_withdrawal",
    ),
]
