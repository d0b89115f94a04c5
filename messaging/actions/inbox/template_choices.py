"""What agents choose among an inbox's templates: counted where it is sent, and kept where it is to stand first."""

from __future__ import annotations

from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Agent, Inbox, Template, TemplateFavourite, TemplateUse


def count_template_use(inbox: Inbox, name: str, language: str, *, by: Actor) -> None:
    """Count that somebody sent it; not what programs send, of which one mailing would be all that is offered."""
    if by.kind != "agent":
        return
    pk = (
        Template.objects.filter(inbox=inbox, name=name, language=language)
        .values_list("pk", flat=True)
        .first()
    )
    if pk is not None:
        TemplateUse.objects.create(template_id=pk, inbox=inbox)


@recording()
def set_template_favourite(template: Template, agent: Agent, *, favourite: bool, by: Actor) -> None:
    """Let the template stand first where the agent chooses one, or no longer; again changes nothing."""
    rows = TemplateFavourite.objects.filter(agent=agent, template=template)
    if not favourite:
        rows.delete()
    elif not rows.exists():
        # Two tabs at once: one inserts.
        TemplateFavourite.objects.bulk_create(
            [TemplateFavourite(agent=agent, template=template)], ignore_conflicts=True
        )
