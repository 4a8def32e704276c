"""Every address of Palermo. Each has its row in tests/authorisation/matrix.txt."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from palermo.web import count, guide_pages, landing, lock, put_off, search, today

web_urls = [
    path("", landing.landing, name="landing"),
    path("leave/", landing.leave, name="leave"),
    path("locked/", lock.locked, name="locked"),
    path("today/", today.today, name="today"),
    path("today/count/", count.count, name="count"),
    path("today/put-off/", put_off.put_off_list, name="put_off_list"),
    path("today/put-off/<slug:kind>/<uuid:subject_id>/", put_off.put_off_thing, name="put_off"),
    path("search/", search.search_page, name="search"),
    path("help/", guide_pages.help_index, name="help"),
    path("help/<slug:name>/", guide_pages.guide, name="guide"),
]

urlpatterns = [
    path("", include((web_urls, "web"))),
    path("language/", set_language, name="set_language"),
    path("agreements/", include("palermo.directory.urls")),
    path("services/", include("palermo.directory.offers.urls")),
    path("exchange/", include("palermo.exchange.urls")),
    path("protection/", include("palermo.protection.urls")),
    path("cards/", include("palermo.protection.first_contact.card_urls")),
    path("partnership/", include("palermo.partnership.urls")),
    path("office/basis/", include("palermo.trust.basis.urls")),
    path("office/profile/", include("palermo.directory.states.urls")),
    path("office/switches/", include("palermo.trust.switches.urls")),
    path("", include("palermo.desk.urls")),
    path("", include("palermo.trust.people.urls")),
]
handler400 = "palermo.web.errors.bad_request"
handler403 = "palermo.web.errors.permission_denied"
handler404 = "palermo.web.errors.not_found"
handler500 = "palermo.web.errors.server_error"
