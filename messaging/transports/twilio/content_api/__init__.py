"""Twilio's content templates: their parts in Meta's form, their variables as blanks."""
