"""Whether the server in this container answers: ends with 0 if it lives, for HEALTHCHECK."""

import sys
from http.client import HTTPConnection

connection = HTTPConnection("127.0.0.1", 8000, timeout=4)
try:
    connection.request("GET", "/health/live")
    lives = connection.getresponse().status == 200
except OSError:
    lives = False
sys.exit(0 if lives else 1)
