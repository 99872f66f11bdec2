"""What this room holds about a person."""

from accounts.own_data import Part, Rows
from api.models import ApiKey

PART = Part("api", rows=(Rows("keys_made", ApiKey, "created_by", ("owner", "prefix", "created_at")),))
