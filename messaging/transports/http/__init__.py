"""Requests to providers: sending once, downloading safely, signatures, and which addresses are allowed."""
