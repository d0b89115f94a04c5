"""What fails in a pipeline is told like everything else that fails in the database."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from messaging.models import FeedHead, add_rows
from messaging.prepared import in_one_go
from tests.factories import an_inbox

pytestmark = pytest.mark.django_db


def test_a_write_that_nobody_waited_for_fails_as_one_of_djangos_errors() -> None:
    inbox = an_inbox()
    FeedHead.objects.get_or_create(inbox=inbox)
    rows = [FeedHead(inbox=inbox, seq=1, epoch="twice")]
    with pytest.raises(IntegrityError), transaction.atomic(), in_one_go():
        add_rows(rows)
    assert FeedHead.objects.filter(inbox=inbox).count() == 1
