"""The agents and teams of the demo. Passwords are random: the demo never has a default one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from messaging.actions.people import save_team
from messaging.actors import Actor
from messaging.models import Agent, Team


@dataclass(frozen=True, slots=True)
class Person:
    """An agent of the demo."""

    username: str
    first_name: str
    last_name: str
    role: Agent.Role
    superuser: bool = False


VISITOR = Person("demo", "Sam", "Taylor", Agent.Role.ADMIN, superuser=True)
COLLEAGUES = (
    Person("mia", "Mia", "Lindqvist", Agent.Role.AGENT),
    Person("jonas", "Jonas", "Weber", Agent.Role.AGENT),
)
EVERYBODY = (VISITOR, *COLLEAGUES)
# Whom a conversation can be handed to besides one of them.
TEAMS = {"Orders": ("demo", "mia"), "Returns": ("jonas", "mia")}


@dataclass(frozen=True, slots=True)
class Login:
    """A password and its hash. Hashing is slow on purpose, so it is done before any transaction."""

    password: str
    hashed: str


def new_logins() -> dict[str, Login]:
    """Make a random password for each username."""
    passwords = [secrets.token_urlsafe(12) for _ in EVERYBODY]
    with ThreadPoolExecutor() as threads:  # the hash function lets other threads run
        hashes = list(threads.map(make_password, passwords))
    logins = map(Login, passwords, hashes)
    return {person.username: login for person, login in zip(EVERYBODY, logins, strict=True)}


def put_agents(logins: Mapping[str, Login]) -> dict[str, Agent]:
    """Create or update the three agents with these passwords."""
    return {person.username: _put(person, logins[person.username]) for person in EVERYBODY}


def _put(person: Person, login: Login) -> Agent:
    agent, _ = Agent.objects.update_or_create(
        username=person.username,
        defaults={
            "first_name": person.first_name,
            "last_name": person.last_name,
            "role": person.role,
            "is_staff": True,
            "is_superuser": person.superuser,
            "is_active": True,
            "password": login.hashed,
        },
    )
    return agent


def put_teams(people: Mapping[str, Agent], *, by: Actor) -> dict[str, Team]:
    """Return the teams by name; create those that are not there yet, each with its agents."""
    teams = {team.name: team for team in Team.objects.filter(name__in=TEAMS)}
    for name, usernames in TEAMS.items():
        if name not in teams:
            teams[name] = save_team(Team(name=name), [people[one] for one in usernames], by=by)
    return teams
