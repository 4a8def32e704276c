"""What whoever made the lists states about them: LISTS.toml.

An example:

    [assumptions]
    false_positives = "each person was confirmed by a caseworker"
    entry_and_exit = "people seen in 2024 only; few enter or leave within a year"
    duplicates = "removed within each list by name and date of birth"

    [lists.police]
    source = "police forces, annual return"
    period = "2024"
    case_definition = "potential victim under the 2015 Act"
    from_referral_by = { ngo = 0.3 }    # this share of the list came by referral from that list
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from palermo.evidence.command import InputError

# From this share on, referral makes two lists one: their overlap is work of the referral, not of chance.
MOST_REFERRED = 0.1
ASSUMPTIONS = ("false_positives", "entry_and_exit", "duplicates")
DETAILS = ("source", "period", "case_definition")


@dataclass(frozen=True)
class Statements:
    """What is stated: assumptions in words, and for each list its details in words and referral shares."""

    assumptions: Mapping[str, str]
    details: Mapping[str, Mapping[str, str]]
    referrals: Mapping[str, Mapping[str, float]]

    def missing(self, lists: Sequence[str]) -> tuple[str, ...]:
        """Return in words what a reader would need and is not stated of these lists."""
        absent = [
            f"{name}: {', '.join(gaps)} not stated"
            for name in lists
            if (gaps := [key.replace("_", " ") for key in DETAILS if not self.details.get(name, {}).get(key)])
        ]
        absent += [
            f"{key.replace('_', ' ')} not stated" for key in ASSUMPTIONS if not self.assumptions.get(key)
        ]
        return tuple(absent)


def read_statements(path: Path, *, lists: Sequence[str]) -> Statements:
    """Read LISTS.toml for a table with these lists, before any merging.

    Raises InputError for what is no TOML, keys that are not known, lists that are not in the table, texts that
    are none, and referral shares that are no shares from 0 to 1.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{path} cannot be read as text in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path.name} is not TOML: {error}") from None
    _known(content, ("assumptions", "lists"), path.name)
    stated = _tables(content.get("lists", {}), f"{path.name}, lists")
    _known(stated, lists, f"{path.name}, lists")
    details: dict[str, dict[str, str]] = {}
    referrals: dict[str, dict[str, float]] = {}
    for name, part in stated.items():
        where = f"{path.name}, lists.{name}"
        _known(part, (*DETAILS, "from_referral_by", *ASSUMPTIONS), where)
        details[name] = _texts({key: part[key] for key in DETAILS if key in part}, where)
        shares = part.get("from_referral_by", {})
        referrals[name] = _shares(shares, lists, f"{where}.from_referral_by")
    assumptions = content.get("assumptions", {})
    _known(assumptions, ASSUMPTIONS, f"{path.name}, assumptions")
    told = _texts(assumptions, f"{path.name}, assumptions")
    for key in ASSUMPTIONS:  # may be stated list by list instead
        if key not in told and stated and all(part.get(key) for part in stated.values()):
            told[key] = "; ".join(f"{name}: {part[key]}" for name, part in stated.items())
    return Statements(assumptions=told, details=details, referrals=referrals)


def check_merged(statements: Statements, merged: Sequence[Sequence[str]]) -> None:
    """Raise InputError where a list has a tenth or more from another and the two are not merged."""
    for name, shares in statements.referrals.items():
        for other, share in shares.items():
            together = any(name in group and other in group for group in merged)
            if other != name and share >= MOST_REFERRED and not together:
                raise InputError(
                    f"{share:.0%} of list {name} came by referral from {other}, so their overlap is no chance; "
                    f"merge them with --merge {other}+{name}"
                )


def groups_of(merge: Sequence[str] | None) -> tuple[tuple[str, ...], ...]:
    """Return the lists of each --merge A+B."""
    return tuple(tuple(part.strip() for part in each.split("+")) for each in merge or [])


def stated_for(
    path: Path | None,
    lists: Sequence[str],
    *,
    merged: Sequence[Sequence[str]] = (),
    dropped: Sequence[str] = (),
) -> Statements | None:
    """Read what is stated about the lists of a file, and hold merging against it; None without a file.

    Raises InputError as `read_statements` and `check_merged` do; referral from and to a dropped list is no matter.
    """
    if path is None:
        return None
    statements = read_statements(path, lists=lists)
    stay = {
        name: {other: share for other, share in shares.items() if other not in dropped}
        for name, shares in statements.referrals.items()
        if name not in dropped
    }
    check_merged(replace(statements, referrals=stay), merged)
    return statements


def check_dropped(lists: Sequence[str], dropped: Sequence[str]) -> None:
    """Raise InputError where fewer than two lists would stay."""
    if len(lists) - len(dropped) < 2:
        raise InputError("at least two lists must stay; drop fewer")


def _known(part: Any, keys: Sequence[str], where: str) -> None:
    if not isinstance(part, dict):
        raise InputError(f"{where}: a table is expected")
    for key in part:
        if key not in keys:
            raise InputError(f"{where}: {key!r} is not known; known are {', '.join(keys)}")


def _tables(part: Any, where: str) -> dict[str, dict[str, Any]]:
    if not isinstance(part, dict) or not all(isinstance(each, dict) for each in part.values()):
        raise InputError(f"{where}: a table for each list is expected, such as [lists.police]")
    return part


def _texts(part: Mapping[str, Any], where: str) -> dict[str, str]:
    for key, value in part.items():
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise InputError(f"{where}: {key} must be text")
    return {key: str(value).strip() for key, value in part.items()}


def _shares(part: Any, lists: Sequence[str], where: str) -> dict[str, float]:
    _known(part, lists, where)
    for name, share in part.items():
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            raise InputError(f"{where}: the share from {name} must be a number from 0 to 1")
    return {name: float(share) for name, share in part.items()}
