"""Each switch as its room declares it: what it is for, what it hides while off, what must hold.

    register(Switch(code=SwitchCode.ENQUIRIES, kind=SwitchKind.PROMISES, …))     # in AppConfig.ready

Off means: its addresses answer 404, its tasks refuse, nothing is written and no package goes or comes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from palermo.kit.choices import Text
from palermo.trust.mandates import Mandate, Role
from palermo.trust.switches.codes import SwitchCode, SwitchKind

Holds = Callable[[UUID], bool]
"""Asked of an office by its id."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Something that must hold when a switch is turned on; `lasting` ends it when it holds no longer."""

    words: Text
    holds: Holds
    lasting: bool = False


@dataclass(frozen=True, kw_only=True)
class Switch:
    """A switch.

    `says` is the sentence that stands on its page; `addresses` are names of addresses, or whole namespaces
    ("protection:*"); `mandates` those without one of which an office is not offered it. `busy`, and what other rooms
    `keep_on`, holds while turning it off would hide something or leave it unanswered, as `busy_words` say. One
    of those who ask for it and sign it has to hold the role `one_of_the_two`.
    """

    code: SwitchCode
    kind: SwitchKind
    name: Text
    says: Text
    addresses: frozenset[str]
    mandates: frozenset[Mandate]
    busy: Holds | None = None
    busy_words: Text = ""
    conditions: tuple[Condition, ...] = field(default=())
    one_of_the_two: Role | None = None

    def covers(self, view_name: str) -> bool:
        """True for an address that exists only while the switch is on."""
        namespace, _colon, _name = view_name.partition(":")
        return view_name in self.addresses or f"{namespace}:*" in self.addresses


_switches: dict[SwitchCode, Switch] = {}
_kept_on: dict[SwitchCode, dict[str, Holds]] = {}


def register(switch: Switch) -> None:
    """Declare a switch. Called in AppConfig.ready; a second one of the same code takes its place."""
    _switches[switch.code] = switch


def keep_on(code: SwitchCode, name: str, holds: Holds) -> None:
    """Have a room above keep a switch on while `holds` holds. Called in AppConfig.ready, once for each `name`."""
    _kept_on.setdefault(code, {})[name] = holds


def keeps_on(switch: Switch, organisation_id: UUID) -> bool:
    """Whether something keeps the switch on in this office, as far as the running unit of work sees it."""
    asked = [switch.busy] if switch.busy is not None else []
    return any(holds(organisation_id) for holds in (*asked, *_kept_on.get(switch.code, {}).values()))


def switches() -> tuple[Switch, ...]:
    """Every declared switch, in the order of their codes."""
    return tuple(_switches[code] for code in SwitchCode if code in _switches)


def switch_of(code: str) -> Switch | None:
    """The switch of this code, if there is one."""
    return next((switch for switch in switches() if switch.code == code), None)


def covering(view_name: str) -> frozenset[SwitchCode]:
    """The switches without which an address does not exist."""
    return frozenset(switch.code for switch in switches() if switch.covers(view_name))
