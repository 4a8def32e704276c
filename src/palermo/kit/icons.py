"""The few icons of the kit: strokes in a square of 24, drawn in the colour of the text beside them.

    {% load kit %}{% icon "search" %}

An icon repeats a word that stands beside it, so it is hidden from screen readers. Those that point are mirrored.
"""

from __future__ import annotations

from typing import Final

ICONS: Final[dict[str, str]] = {
    "today": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3 2"/>',
    "protection": '<path d="M12 3.5 19 6v5.5c0 4.3-2.9 7.4-7 9-4.1-1.6-7-4.7-7-9V6z"/>',
    "prosecution": '<path d="M12 4v16M8 20h8M5 7h14M5 7l-2.5 6h5zM19 7l-2.5 6h5z"/>',
    "prevention": '<path d="M4 10v4l10 4V6zM14 9c2 .5 2 5.5 0 6M7 15v4"/>',
    "partnership": '<circle cx="9" cy="12" r="5.5"/><circle cx="15" cy="12" r="5.5"/>',
    "services": '<path d="M4 11.5 12 5l8 6.5M6.5 10v9h11v-9M10.5 19v-5h3v5"/>',
    "evidence": '<path d="M4 20h16M7 20v-7M12 20V6M17 20v-10"/>',
    "office": '<path d="M5 20V5h9v15M14 10h5v10M3 20h18M8 9h3M8 13h3"/>',
    "installation": '<path d="M4 5h16v6H4zM4 13h16v6H4zM7.5 8h.1M7.5 16h.1"/>',
    "states": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17"/>',
    "start": '<path d="M4 11.5 12 5l8 6.5M6.5 10v9h11v-9"/>',
    "cards": '<path d="M6 3.5h9l3 3v14H6zM9 11l2 2 4-4M9 17h6"/>',
    "more": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5c0-3.3 5-3.3 5 0 0 2-2.5 2-2.5 4M12 16.8v.1"/>',
    "account": '<circle cx="12" cy="8.5" r="3.5"/><path d="M5 20c1-5 13-5 14 0"/>',
}
"""What stands inside the <svg> of each icon, by name."""

POINTING: Final[frozenset[str]] = frozenset({"prevention"})
"""Icons with a direction: mirrored where the page is."""
