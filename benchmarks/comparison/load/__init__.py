"""The generator of load, a process of its own: ``python -m benchmarks.comparison.load`` reads a plan from its
standard input and prints what came of it, both as JSON.

Connections are bare `asyncio.Protocol`: a client library would cost more than the servers that are measured.
"""
