"""Creating and changing inboxes. Secrets go in and never come out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError

from messaging import transports
from messaging.actions.core import record_inbox
from messaging.actions.inbox.countries import checked_country
from messaging.actions.inbox.health import resume_inbox
from messaging.actions.inbox.template_sync import try_settings
from messaging.actions.inbox.waiting_limits import set_waiting_limits
from messaging.actors import Actor
from messaging.errors import ConsoleError
from messaging.feed import recording, savepoint
from messaging.models import Agent, FeedHead, Inbox, InboxMember, new_secret
from messaging.transports import Setting
from messaging.transports.http import leads_into_the_house
from messaging.typed_numbers import country_of

# Every inbox has one, whatever its transport: it signs /api/webhook/.
WEBHOOK_SECRET = Setting(
    "webhook_secret",
    "Webhook secret",
    secret=True,
    required=False,
    help="Signs what is posted to /api/webhook/. A new inbox makes a random one by itself.",
)


def settings_of(transport: str) -> tuple[Setting, ...]:
    """Return the settings that an inbox of this transport has."""
    return (*transports.get(transport).settings, WEBHOOK_SECRET)


def route_of(transport: str, config: Mapping[str, str]) -> str:
    """Return the key by which the provider would name an inbox of these settings in its webhooks."""
    return transports.get(transport).route(config)


@recording()
def create_inbox(
    *,
    transport: str,
    name: str,
    address: str,
    config: Mapping[str, str],
    members: Iterable[Agent] = (),
    by: Actor,
) -> Inbox:
    """Create an inbox with its feed, in the country of its address, and have its provider asked whether the settings
    work; raises `ConsoleError` naming every setting that is wrong."""
    check_transport(transport)
    complete = {one.name: one.default for one in settings_of(transport)} | dict(config)
    complete["webhook_secret"] = complete["webhook_secret"] or new_secret()
    complete = with_public_url(transport, complete)
    check_config(transport, complete)
    inbox = Inbox(transport=transport, name=name, address=address, country=country_of(address))
    _set_config(inbox, complete)
    try:
        with savepoint():
            inbox.save(force_insert=True)
    except IntegrityError as taken:
        raise _address_taken() from taken
    FeedHead.objects.create(inbox=inbox)
    _add_members(inbox, members)
    try_settings(inbox)
    return inbox


@recording()
def configure_inbox(
    inbox: Inbox, config: Mapping[str, str], *, forget: Collection[str] = (), by: Actor
) -> Inbox:
    """Change some settings; an empty secret keeps the stored one, unless it is named in `forget`.

    Raises `ConsoleError` naming every setting that is wrong.
    """
    inbox = Inbox.objects.lock(inbox.pk)
    complete = with_public_url(inbox.transport, merged_config(inbox, config, forget=forget))
    check_config(inbox.transport, complete)
    _check_host_change(inbox, config, complete)
    before = (inbox.settings, inbox.secrets)
    _set_config(inbox, complete)
    _store(inbox, ["settings", "secrets", "route"])
    if (inbox.settings, inbox.secrets) != before:
        resume_inbox(inbox)
        inbox.refresh_from_db()
    return inbox


def _check_host_change(inbox: Inbox, given: Mapping[str, str], complete: Mapping[str, str]) -> None:
    """Refuse to send a stored token to another host than the one that it was given for."""
    known = settings_of(inbox.transport)
    urls = [one for one in known if one.name.endswith("_base_url")]
    stored = inbox.config
    if all(_host(complete, one) == _host(stored, one) for one in urls):
        return
    missing = [one for one in known if one.carried and stored.get(one.name) and not given.get(one.name)]
    errors = {
        one.name: ["Give it again: with another base URL it would be sent to another host."]
        for one in missing
    }
    if errors:
        raise ConsoleError("The base URL leads to another host.", errors=errors)


def _host(config: Mapping[str, str], setting: Setting) -> tuple[str, str]:
    parts = urlsplit(config.get(setting.name) or setting.default)
    return parts.scheme, parts.netloc


@recording()
def rename_inbox(inbox: Inbox, *, name: str, address: str, by: Actor) -> Inbox:
    """Give an inbox another name or address; raises `ConsoleError` when another inbox has the address."""
    inbox = Inbox.objects.lock(inbox.pk)
    if inbox.country == country_of(inbox.address):
        inbox.country = country_of(address)
    inbox.name, inbox.address = name, address
    # A transport may be addressed by the number itself.
    inbox.route = route_of(inbox.transport, inbox.config)
    _store(inbox, ["name", "address", "route", "country"])
    return inbox


@recording()
def set_read_policy(inbox: Inbox, policy: str, *, by: Actor) -> Inbox:
    """When the customer's ticks turn blue; raises `ConsoleError` for a policy that there is not."""
    if policy not in Inbox.ReadPolicy.values:
        raise ConsoleError.field("read_policy", f"Must be one of {', '.join(Inbox.ReadPolicy.values)}.")
    inbox = Inbox.objects.lock(inbox.pk)
    inbox.read_policy = Inbox.ReadPolicy(policy)
    _store(inbox, ["read_policy"])
    return inbox


@recording()
def set_country(inbox: Inbox, country: str, *, by: Actor) -> Inbox:
    """Say where numbers without a country code are meant (ISO 3166); empty: where the inbox's own number is.

    Raises `ConsoleError` for a country that there is not.
    """
    inbox = Inbox.objects.lock(inbox.pk)
    inbox.country = checked_country(country, inbox.address)
    _store(inbox, ["country"])
    return inbox


@recording()
def change_inbox(
    inbox: Inbox,
    *,
    name: str = "",
    read_policy: str = "",
    country: str | None = None,
    config: Mapping[str, str] | None = None,
    by: Actor,
    **waiting: int,
) -> Inbox:
    """Several changes at once, all or none; what is not given stays. Raises `ConsoleError` naming what is wrong.
    `waiting`: one or both of `waiting_amber` and `waiting_red`."""
    if name:
        inbox = rename_inbox(inbox, name=name, address=inbox.address, by=by)
    if read_policy:
        inbox = set_read_policy(inbox, read_policy, by=by)
    if country is not None:
        inbox = set_country(inbox, country, by=by)
    if waiting:
        limits = {name.removeprefix("waiting_"): minutes for name, minutes in waiting.items()}
        inbox = set_waiting_limits(inbox, **limits, by=by)
    return configure_inbox(inbox, config, by=by) if config else inbox


def _store(inbox: Inbox, fields: list[str]) -> None:
    try:
        with savepoint():
            inbox.save(update_fields=fields)
    except IntegrityError as taken:
        raise _address_taken() from taken
    record_inbox(inbox)


def _address_taken() -> ConsoleError:
    return ConsoleError.field("address", "Another inbox has this address or this number id.")


def merged_config(inbox: Inbox, config: Mapping[str, str], *, forget: Collection[str] = ()) -> dict[str, str]:
    """Return the inbox's whole configuration as it would be after `configure_inbox`."""
    secret = {one.name for one in settings_of(inbox.transport) if one.secret}
    given = {name: value for name, value in config.items() if value or name not in secret}
    complete = {**inbox.settings, **inbox.secrets, **given}
    return {name: value for name, value in complete.items() if name not in forget}


@recording()
def make_default(inbox: Inbox, *, by: Actor) -> None:
    """Make the inbox the one that takes /api/webhook/ and senders that name no inbox; there is at most one."""
    for former in Inbox.objects.select_for_update(no_key=True).filter(is_default=True).exclude(pk=inbox.pk):
        former.is_default = False
        former.save(update_fields=["is_default"])
        record_inbox(former)
    inbox.is_default = True
    inbox.save(update_fields=["is_default"])
    record_inbox(inbox)


@recording()
def add_members(inbox: Inbox, agents: Iterable[Agent], *, by: Actor) -> None:
    """Let agents see and answer the inbox. The event tells socket guards to look again who may listen."""
    _add_members(inbox, agents)
    record_inbox(inbox)


def _add_members(inbox: Inbox, agents: Iterable[Agent]) -> None:
    InboxMember.objects.bulk_create(
        [InboxMember(inbox=inbox, agent=agent) for agent in agents], ignore_conflicts=True
    )


@recording()
def remove_members(inbox: Inbox, agents: Iterable[Agent], *, by: Actor) -> None:
    """Shut agents out of the inbox. The event tells socket guards to look again who may listen."""
    InboxMember.objects.filter(inbox=inbox, agent__in=list(agents)).delete()
    record_inbox(inbox)


def with_public_url(transport: str, config: Mapping[str, str]) -> dict[str, str]:
    """Return the configuration with PUBLIC_URL where its transport wants a public URL and none was given."""
    wanted = any(one.name == "public_url" for one in settings_of(transport))
    missing = wanted and not config.get("public_url", "").strip()
    return {**config, "public_url": settings.PUBLIC_URL} if missing else dict(config)


def check_transport(transport: str) -> None:
    if transport not in transports.kinds():
        raise ConsoleError.field("transport", f"Must be one of {', '.join(transports.kinds())}.")


def check_config(transport: str, config: Mapping[str, str]) -> None:
    """Raise `ConsoleError` with a sentence per setting that is wrong or unknown."""
    known = {one.name for one in settings_of(transport)}
    errors = {name: ["There is no such setting."] for name in config if name not in known}
    errors |= _private_addresses(transport, config)
    errors |= transports.get(transport).check(with_public_url(transport, config))
    if errors:
        named = "; ".join(f"{name}: {sentences[0]}" for name, sentences in errors.items())
        raise ConsoleError(f"The inbox settings are not right. {named}", code="invalid", errors=errors)


def _private_addresses(transport: str, config: Mapping[str, str]) -> dict[str, list[str]]:
    """Return an objection to each base URL on a private address: it would let an admin ask around in our network."""
    sentence = (
        "This is a private address. Where the provider is there, name its host in PRIVATE_BASE_URL_HOSTS."
    )
    return {
        one.name: [sentence]
        for one in settings_of(transport)
        if one.name.endswith("_base_url") and _is_private(config.get(one.name) or one.default)
    }


def _is_private(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False  # the transport's own check says what is wrong with it
    return host not in settings.PRIVATE_BASE_URL_HOSTS and leads_into_the_house(host)


def _set_config(inbox: Inbox, config: Mapping[str, str]) -> None:
    secret = {one.name for one in settings_of(inbox.transport) if one.secret}
    inbox.settings = {name: value for name, value in config.items() if name not in secret}
    inbox.secrets = {name: value for name, value in config.items() if name in secret and value}
    inbox.route = route_of(inbox.transport, {**config, "address": inbox.address})
