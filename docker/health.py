"""The health check of a web container: exits 0 when the site can serve. It says a host that the site accepts."""

import http.client
import os
import sys

host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
try:
    connection.request("GET", "/health/ready", headers={"Host": host, "X-Forwarded-Proto": "https"})
    sys.exit(connection.getresponse().status != 200)
except OSError:
    sys.exit(1)
