"""From degrees to a place on the map: the equal-area projection of European statistics.

Lambert azimuthal equal-area around 52° N, 10° E as in ETRS89-LAEA (EPSG:3035), on a sphere:
Snyder, Map Projections: A Working Manual (1987), equations 24-2 to 24-4.
"""

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0
WIDTH, HEIGHT = 1200, 1240  # of the map, in its own units
KM_PER_UNIT = 3.45
WEST_KM, NORTH_KM = 1910.0, 2230.0  # of the map's corner from its centre
_LATITUDE, _LONGITUDE = radians(52), radians(10)


def on_map(latitude: float, longitude: float) -> tuple[float, float]:
    """Units right of and below the map's corner, of degrees (WGS 84)."""
    lat, lon = radians(latitude), radians(longitude) - _LONGITUDE
    toward = 1 + sin(_LATITUDE) * sin(lat) + cos(_LATITUDE) * cos(lat) * cos(lon)
    scale = EARTH_KM * sqrt(2 / toward)
    east = scale * cos(lat) * sin(lon)
    north = scale * (cos(_LATITUDE) * sin(lat) - sin(_LATITUDE) * cos(lat) * cos(lon))
    return (WEST_KM + east) / KM_PER_UNIT, (NORTH_KM - north) / KM_PER_UNIT


def is_on_map(x: float, y: float) -> bool:
    """Whether a place lies within the map's frame."""
    return 0 <= x <= WIDTH and 0 <= y <= HEIGHT


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way between two places as the crow flies, in km; places as latitude and longitude.

    The haversine formula: Sinnott, Virtues of the Haversine (1984).
    """
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, place)) for place in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1, sqrt(half)))
