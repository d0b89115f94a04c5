"""What we ask of Meta's Graph API."""
