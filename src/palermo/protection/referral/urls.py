"""Addresses of referrals (sent), enquiries (received), finding a service and routes, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.kit.steps import steps
from palermo.protection.referral.views import (
    addresses,
    arrived,
    consent,
    matching,
    more,
    questions,
    receiving,
    routes,
    sending,
    sent,
)

urlpatterns = [
    *steps("needs/<uuid:need_id>/find/", matching.find_service, name="find_service"),
    path("needs/<uuid:need_id>/asked/", matching.asked, name="asked"),
    path("needs/<uuid:need_id>/unmet/", matching.unmet, name="unmet"),
    path("referrals/<uuid:referral_id>/confirm/", matching.confirm, name="referral_confirm"),
    path("referrals/<uuid:referral_id>/place/", addresses.referral_place, name="referral_place"),
    path("enquiries/<uuid:enquiry_id>/waitlist/", addresses.waitlist_enquiry, name="enquiry_waitlist"),
    path("enquiries/<uuid:enquiry_id>/place/", addresses.tell_where, name="enquiry_place"),
    path("routes/", routes.routes, name="routes"),
    *steps("needs/<uuid:need_id>/enquire/", sending.enquire, name="enquire"),
    path("referrals/", sent.referral_list, name="referrals"),
    path("referrals/<uuid:referral_id>/", sending.referral, name="referral"),
    path("referrals/<uuid:referral_id>/sent/", sending.referral_sent, name="referral_sent"),
    path("referrals/<uuid:referral_id>/end/", sending.end_referral, name="referral_end"),
    path("referrals/<uuid:referral_id>/withdraw/", sending.withdraw_consent, name="referral_withdraw"),
    path("referrals/<uuid:referral_id>/more/", more.more, name="referral_more"),
    path("referrals/<uuid:referral_id>/answers/", questions.answers, name="referral_answers"),
    path("enquiries/<uuid:enquiry_id>/ask/", questions.ask, name="enquiry_ask"),
    path("referrals/<uuid:referral_id>/told/", more.told, name="referral_told"),
    path("cases/<uuid:case_id>/arrived/", arrived.arrived_changes, name="arrived_changes"),
    *steps("referrals/<uuid:referral_id>/answer/", consent.answer, name="referral_answer"),
    *steps("referrals/<uuid:referral_id>/identity/", consent.identity, name="referral_identity"),
    path(
        "referrals/<uuid:referral_id>/without-consent/",
        consent.without_consent,
        name="referral_without_consent",
    ),
    path(
        "referrals/<uuid:referral_id>/without-consent/<uuid:override_id>/",
        consent.second_person,
        name="referral_second_person",
    ),
    path("enquiries/", receiving.enquiry_list, name="enquiries"),
    path("enquiries/<uuid:enquiry_id>/", receiving.enquiry, name="enquiry"),
    path("enquiries/<uuid:enquiry_id>/decline/", receiving.decline_enquiry, name="enquiry_decline"),
    path("enquiries/<uuid:enquiry_id>/complete/", receiving.complete_enquiry, name="enquiry_complete"),
    path(
        "enquiries/<uuid:enquiry_id>/withdrawal/",
        receiving.answer_enquiry_withdrawal,
        name="enquiry_withdrawal",
    ),
]
