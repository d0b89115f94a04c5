"""What every signature check must withstand. A transport's tests inherit it and say how to call theirs."""

from __future__ import annotations

import hashlib
import hmac

SECRET = "the right secret"
BODY = b'{"name":"Zo\\u00eb","url":"https:\\/\\/example.org"}'
NONSENSE = [
    "",
    "sha256=",
    "sha256",
    "=",
    "sha256=" + "0" * 63,
    "sha256=" + "0" * 65,
    "sha256=" + "g" * 64,
    "sha256=" + " " * 64,
    "sha256=" + "é" * 64,
    "sha256=" + "\udcff" * 64,
    "sha256=" + "\x00" * 64,
    "sha256=" + "🔑" * 64,
    "é" * 71,
    "sha1=" + "0" * 66,
    "\n" * 71,
    "x" * 1_000_000,
]


def hex_digest(secret: str, body: bytes, algorithm: str = "sha256") -> str:
    """The oracle: the standard library, spelled out, not the code under test."""
    return hmac.new(secret.encode(), body, getattr(hashlib, algorithm)).hexdigest()


class SignatureAttacks:
    """Inherit, set ``header`` (lower case) and implement ``check``."""

    header = ""

    def check(self, secret: object, headers: dict[str, str], body: bytes) -> bool:
        raise NotImplementedError

    def signed(self, value: str, body: bytes = BODY, secret: object = SECRET) -> bool:
        return self.check(secret, {self.header: value}, body)

    @property
    def right(self) -> str:
        return f"sha256={hex_digest(SECRET, BODY)}"

    def test_right_signature_is_accepted(self):
        assert self.signed(self.right) is True

    def test_empty_body_can_be_signed(self):
        assert self.signed(f"sha256={hex_digest(SECRET, b'')}", b"") is True

    def test_body_need_not_be_text(self):
        body = bytes(range(256))
        assert self.signed(f"sha256={hex_digest(SECRET, body)}", body) is True

    def test_any_other_bytes_are_refused(self, subtests):
        for name, body in zip(
            ["longer", "shorter", "empty", "unescaped letter", "unescaped slash"],
            [BODY + b" ", BODY[:-1], b"", BODY.replace(b"\\u00eb", "ë".encode()), BODY.replace(b"\\/", b"/")],
            strict=True,
        ):
            with subtests.test(name):
                assert self.signed(self.right, body) is False

    def test_one_wrong_digit_is_refused(self, subtests):
        for place in [7, 38, 70]:
            with subtests.test(place=place):
                wrong = "0" if self.right[place] != "0" else "1"
                assert self.signed(self.right[:place] + wrong + self.right[place + 1 :]) is False

    def test_another_secret_is_refused(self):
        assert self.signed(f"sha256={hex_digest('another secret', BODY)}") is False

    def test_missing_header_is_refused(self):
        assert self.check(SECRET, {}, BODY) is False

    def test_signature_in_the_old_sha1_header_is_refused(self):
        old = {"x-hub-signature": f"sha1={hex_digest(SECRET, BODY, 'sha1')}"}
        assert self.check(SECRET, old, BODY) is False

    def test_nonsense_is_refused_and_never_raises(self):
        for value in NONSENSE:
            assert self.signed(value) is False, ascii(value[:80])

    def test_right_signature_inside_more_text_is_refused(self):
        for wrap in ("{0}, {0}", " {0}", "{0} ", "{0}\n", "{0}={0}", "{0}00"):
            assert self.signed(wrap.format(self.right)) is False, wrap

    def test_bare_digest_without_its_scheme_is_refused(self):
        assert self.signed(hex_digest(SECRET, BODY)) is False

    def test_digest_of_another_algorithm_is_refused(self):
        assert self.signed(f"sha512={hex_digest(SECRET, BODY, 'sha512')}") is False
        assert self.signed(f"sha256={hex_digest(SECRET, BODY, 'sha512')[:64]}") is False

    def test_without_a_secret_nothing_is_right(self):
        """Fail closed: a signature made with an empty key must not open an inbox without a secret."""
        for secret in ("", " ", "\t\n", None, 0, b"", [], True):
            key = secret if isinstance(secret, str) else ""
            assert self.signed(f"sha256={hex_digest(key, BODY)}", secret=secret) is False, repr(secret)

    def test_secret_may_be_any_text(self):
        secret = "Schlüssel 🔑"
        assert self.signed(f"sha256={hex_digest(secret, BODY)}", secret=secret) is True

    def test_secret_with_half_a_surrogate_does_not_raise(self):
        assert self.signed(self.right, secret="\ud83d") is False

    def test_digits_have_no_case(self):
        assert self.signed("sha256=" + hex_digest(SECRET, BODY).upper()) is True
