"""What we ask of Twilio's REST API."""
