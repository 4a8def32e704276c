"""Addresses of finding a service, of waiting, of addresses told and of routes, below /protection/."""

from __future__ import annotations

from django.urls import path

from palermo.protection.referral.views import addresses as waiting
from palermo.protection.referral.views import matching as finding

urlpatterns = [
    path("needs/<uuid:need_id>/find/<slug:step>/", finding.find_service, name="find_service"),
    path("needs/<uuid:need_id>/asked/", finding.asked, name="asked"),
    path("needs/<uuid:need_id>/unmet/", finding.unmet, name="unmet"),
    path("referrals/<uuid:referral_id>/confirm/", finding.confirm, name="referral_confirm"),
    path("referrals/<uuid:referral_id>/place/", waiting.referral_place, name="referral_place"),
    path("enquiries/<uuid:enquiry_id>/waitlist/", waiting.waitlist_enquiry, name="enquiry_waitlist"),
    path("enquiries/<uuid:enquiry_id>/place/", waiting.tell_where, name="enquiry_place"),
    path("routes/", waiting.routes, name="routes"),
]
