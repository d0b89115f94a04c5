"""Which addresses may see the access token."""

from __future__ import annotations

from messaging.transports.whatsapp_cloud.settings import may_see_token

METAS = [
    "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&ext=2&hash=a-b_c",
    "https://scontent.xx.fbcdn.net/v/t1/x.jpg?a=..",
    "https://graph.facebook.com/v26.0/1",
    "https://GRAPH.facebook.com:443/v26.0/1",
]
FOREIGN = [
    "http://lookaside.fbsbx.com/x",
    "http://graph.facebook.com/x",
    "https://lookaside.fbsbx.com:8443/x",
    "https://fbsbx.com.evil.example.org/x",
    "https://evilfbsbx.com/x",
    "https://evil-graph.facebook.com.example.org/",
    "https://www.facebook.com/x",
    "https://facebook.com/x",
    "https://lookaside.fbsbx.com.@evil.example.org/x",
    "https://lookaside.fbsbx.com@evil.example.org/x",
    "https://evil.example.org/?https://lookaside.fbsbx.com/",
    "https://evil.example.org#.fbsbx.com",
    "https://evil.example.org\\.fbsbx.com/",
    "https://evil.example.org%2f.fbsbx.com/",
    "https://evil.example.org/.fbsbx.com",
    "https://.fbsbx.com/",
    "https://lookaside.fbsbx.com./x",
    "https://lookaside.fbsbx.com\n.evil.example.org/",
    "https://lookasidé.fbsbx.com/",
    "https://[::1/",
    "https://lookaside.fbsbx.com:port/",
    "//lookaside.fbsbx.com/x",
    "lookaside.fbsbx.com/x",
    "file:///etc/passwd",
    "ftp://lookaside.fbsbx.com/",
    "",
]


def test_metas_own_hosts_may_see_it():
    assert [url for url in METAS if not may_see_token({}, url)] == []


def test_nobody_else_may(subtests):
    for base in ["", "http://127.0.0.1:8000/simulator/graph", "https://proxy.example.org"]:
        with subtests.test(base=base):
            assert [url for url in FOREIGN if may_see_token({"graph_base_url": base}, url)] == []


def test_the_configured_place_may():
    rows = [
        ("http://127.0.0.1:8000/simulator/graph", "http://127.0.0.1:8000/simulator/media/1?ext=2", True),
        ("http://localhost:8000", "http://localhost:8000/x", True),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8001/x", False),
        ("http://127.0.0.1:8000", "https://127.0.0.1:8000/x", False),
        ("https://proxy.example.org/graph", "https://proxy.example.org/x", True),
        ("https://proxy.example.org", "https://proxy.example.org:443/x", True),
        ("https://proxy.example.org", "http://proxy.example.org/x", False),
        ("https://proxy.example.org", "https://x.proxy.example.org/x", False),
        # A base URL that `check` refuses lets nobody in.
        ("http://proxy.example.org", "http://proxy.example.org/x", False),
        ("http://10.0.0.1", "http://10.0.0.1/x", False),
        ("nonsense", "nonsense", False),
    ]
    assert [(base, url, may_see_token({"graph_base_url": base}, url)) for base, url, _ in rows] == rows
