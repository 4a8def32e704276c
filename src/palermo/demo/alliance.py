"""The fictional alliance as data: invented offices in invented States, and who works where.

Countries are the invented States of reference/countries.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from palermo.trust.mandates import Mandate, OrganisationKind, Role


@dataclass(frozen=True, kw_only=True)
class DemoUnit:
    """An invented unit of an invented office."""

    name: str
    mandate: Mandate


@dataclass(frozen=True, kw_only=True)
class DemoOffice:
    """An invented office; `key` is used in this module only."""

    key: str
    name: str
    kind: OrganisationKind
    country: str
    contact_point: str
    units: tuple[DemoUnit, ...]
    parent: str = ""


@dataclass(frozen=True, kw_only=True)
class DemoColleague:
    """An invented colleague; `posts` are (office key, unit name, role)."""

    email: str
    full_name: str
    posts: tuple[tuple[str, str, Role], ...]


ADMINISTRATION = DemoUnit(name="Administration", mandate=Mandate.ADMINISTRATION)
AUDIT = DemoUnit(name="Audit", mandate=Mandate.OVERSIGHT)
FIGURES = DemoUnit(name="Figures", mandate=Mandate.ANALYSIS)

OFFICES = (
    DemoOffice(
        key="lantern",
        name="Lantern House",
        kind=OrganisationKind.NGO,
        country="XA",
        contact_point="Duty line of Lantern House, extension 20 (invented)",
        units=(DemoUnit(name="Outreach", mandate=Mandate.ASSISTANCE), ADMINISTRATION, AUDIT, FIGURES),
    ),
    DemoOffice(
        key="harbour",
        name="Harbour Night Shelter",
        kind=OrganisationKind.SHELTER,
        country="XA",
        contact_point="Night desk, extension 7 (invented)",
        units=(DemoUnit(name="Night team", mandate=Mandate.ASSISTANCE), ADMINISTRATION),
    ),
    DemoOffice(
        key="orchard",
        name="Orchard Legal Aid",
        kind=OrganisationKind.LEGAL_AID,
        country="XA",
        contact_point="Advice desk, extension 3 (invented)",
        units=(DemoUnit(name="Advice", mandate=Mandate.ASSISTANCE), ADMINISTRATION),
    ),
    DemoOffice(
        key="authority",
        name="Meridia Identification Office",
        kind=OrganisationKind.COMPETENT_AUTHORITY,
        country="XA",
        contact_point="Registry, extension 11 (invented)",
        units=(
            DemoUnit(name="Decisions", mandate=Mandate.IDENTIFICATION),
            DemoUnit(name="First contact", mandate=Mandate.ASSISTANCE),
            DemoUnit(name="Coordination", mandate=Mandate.COORDINATION),
            ADMINISTRATION,
        ),
    ),
    DemoOffice(
        key="police",
        name="Meridia Police, Trafficking Unit",
        kind=OrganisationKind.POLICE,
        country="XA",
        contact_point="Control room, extension 1 (invented)",
        units=(DemoUnit(name="Investigations", mandate=Mandate.ENFORCEMENT), ADMINISTRATION),
    ),
)

COLLEAGUES = (
    DemoColleague(
        email="ada@lantern.example",
        full_name="Ada Quill",
        posts=(("lantern", "Outreach", Role.CASEWORKER),),
    ),
    DemoColleague(
        email="nell@lantern.example",
        full_name="Nell Harrow",
        posts=(("lantern", "Outreach", Role.CASEWORKER),),
    ),
    DemoColleague(
        email="pio@lantern.example",
        full_name="Pio Larch",
        posts=(("lantern", "Outreach", Role.CASEWORKER),),
    ),
    DemoColleague(
        email="bram@lantern.example",
        full_name="Bram Teal",
        posts=(("lantern", "Outreach", Role.COORDINATOR), ("orchard", "Advice", Role.CASEWORKER)),
    ),
    DemoColleague(
        email="tova@lantern.example",
        full_name="Tova Birch",
        posts=(("lantern", "Outreach", Role.COORDINATOR),),
    ),
    DemoColleague(
        email="cora@lantern.example",
        full_name="Cora Finch",
        posts=(("lantern", "Administration", Role.ADMINISTRATOR),),
    ),
    DemoColleague(
        email="dov@lantern.example",
        full_name="Dov Marsh",
        posts=(("lantern", "Audit", Role.AUDITOR),),
    ),
    DemoColleague(
        email="edda@lantern.example",
        full_name="Edda Crane",
        posts=(("lantern", "Figures", Role.ANALYST),),
    ),
    DemoColleague(
        email="fenn@harbour.example",
        full_name="Fenn Alder",
        posts=(
            ("harbour", "Night team", Role.FOCAL_POINT),
            ("harbour", "Night team", Role.CASEWORKER),
        ),
    ),
    DemoColleague(
        email="greta@harbour.example",
        full_name="Greta Holm",
        posts=(("harbour", "Night team", Role.COORDINATOR),),
    ),
    DemoColleague(
        email="hugo@harbour.example",
        full_name="Hugo Reed",
        posts=(("harbour", "Administration", Role.ADMINISTRATOR),),
    ),
    DemoColleague(
        email="ines@orchard.example",
        full_name="Ines Vale",
        posts=(("orchard", "Advice", Role.CASEWORKER), ("orchard", "Advice", Role.FOCAL_POINT)),
    ),
    DemoColleague(
        email="pia@orchard.example",
        full_name="Pia Wells",
        posts=(("orchard", "Advice", Role.COORDINATOR),),
    ),
    DemoColleague(
        email="rosa@orchard.example",
        full_name="Rosa Thorn",
        posts=(("orchard", "Administration", Role.ADMINISTRATOR),),
    ),
    DemoColleague(
        email="alma@authority.example",
        full_name="Alma Ridge",
        posts=(("authority", "Administration", Role.ADMINISTRATOR),),
    ),
    DemoColleague(
        email="lena@authority.example",
        full_name="Lena Moor",
        posts=(("authority", "First contact", Role.CASEWORKER),),
    ),
    DemoColleague(
        email="mats@authority.example",
        full_name="Mats Rowan",
        posts=(("authority", "Coordination", Role.COORDINATOR),),
    ),
    DemoColleague(
        email="jon@authority.example",
        full_name="Jon Beck",
        posts=(("authority", "Decisions", Role.DECISION_MAKER),),
    ),
    DemoColleague(
        email="kira@police.example",
        full_name="Kira Stone",
        posts=(("police", "Investigations", Role.POLICE_OFFICER),),
    ),
    DemoColleague(
        email="luca@police.example",
        full_name="Luca Frost",
        posts=(("police", "Investigations", Role.PROSECUTOR_LIAISON),),
    ),
)

OPERATOR = DemoColleague(email="omar@installation.example", full_name="Omar Field", posts=())
