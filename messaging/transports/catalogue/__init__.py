"""What transports can do and know: capabilities, settings, files, templates. No network."""
