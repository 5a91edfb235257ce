"""Who is in the demo: whom the college enrols, who comes, who stays away, and the strangers."""

from __future__ import annotations

from cli.demo.faces import PEOPLE
from cli.demo.video import Visit

FILM_SECONDS = 26.0

_by_key = {person.key: person for person in PEOPLE}

# Strangers are in nobody's gallery: one stays all the time, at a seat like any other.
STRANGERS = ("tom",)
ENROLLED = tuple(_by_key[key] for key in ("barack", "eileen", "joe", "group_1", "group_3", "group_4", "group_6"))

VISITS = (
    Visit(_by_key["tom"], 0.5, 26.0, (1110, 500)),
    Visit(_by_key["barack"], 1.0, 17.0, (160, 500)),
    Visit(_by_key["eileen"], 3.0, 25.0, (350, 500)),
    Visit(_by_key["group_3"], 5.0, 15.0, (540, 500)),
    Visit(_by_key["group_4"], 8.0, 25.0, (730, 500)),
    Visit(_by_key["group_6"], 11.0, 25.5, (920, 500)),
)

COMING = frozenset(visit.person.key for visit in VISITS) - frozenset(STRANGERS)
