"""The "Send message" page: a form in front of `actions.outgoing`."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from messaging.actions.outgoing import Draft, TemplateChoice, send_message, send_to
from messaging.admin.kit import actor, allowed, link, requesting_agent
from messaging.delivery.lanes import wait_for_first_attempt
from messaging.errors import Conflict, ConsoleError, NotFound
from messaging.limits import LARGEST_ID, LONGEST_ADDRESS, LONGEST_TEXT
from messaging.models import Conversation, Inbox, Message, Template
from messaging.permissions import conversation_or_404
from messaging.queries import best_address, feed_positions, typed_receiver

# What a primary key may be; a larger number would be too much for the database.
_KEY = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
APPROVED = "APPROVED"
# What became of a message at once, after its receiver.
OUTCOMES = {
    Message.Status.HELD: "waits until they reply",
    Message.Status.QUEUED: "is queued, and goes out in a moment",
    Message.Status.SENDING: "is being sent",
    Message.Status.SENT: "was sent",
    Message.Status.FAILED: "was not sent",
    Message.Status.UNCONFIRMED: "may have been sent",
}
LEVELS = {Message.Status.FAILED: messages.ERROR, Message.Status.UNCONFIRMED: messages.WARNING}


class SendForm(forms.Form):
    """Inbox, receiver and content. `client_id` makes a double click one message."""

    inbox = forms.ModelChoiceField(queryset=Inbox.objects.none(), empty_label=None)
    receiver = forms.CharField(
        max_length=LONGEST_ADDRESS,
        help_text="A phone number with its country code, or the customer's id at the provider.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )
    # The action knows how long a text may be and says it better than a field could.
    content = forms.CharField(
        required=False,
        strip=False,
        label="Message",
        help_text=f"At most {LONGEST_TEXT:,} characters. Reaches only who wrote within the last 24 hours.",
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 6, "dir": "auto"}),
    )
    template = forms.ModelChoiceField(
        queryset=Template.objects.none(),
        required=False,
        empty_label="none: send the text above",
        help_text="The only thing that reaches who has not written for 24 hours, or never.",
    )
    values = forms.CharField(
        required=False,
        label="Template's values",
        help_text="One per line, by the template's blanks: body.1 = Ann",
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3, "dir": "auto"}),
    )
    hold = forms.BooleanField(
        required=False,
        label="Send when they reply",
        help_text="If the window is closed, the template goes now and the text as soon as the customer answers.",
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    # What the author had seen of the feed: a colleague's newer answer is shown before a second one goes out.
    last_seen_seq = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, inboxes: QuerySet[Inbox], is_answer: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inbox"].queryset = inboxes  # type: ignore[attr-defined]
        templates = Template.objects.filter(inbox__in=inboxes, status=APPROVED).select_related("inbox")
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]
        for name in ("inbox", "receiver"):
            self.fields[name].disabled = is_answer
        self.fields["content" if is_answer else "receiver"].widget.attrs["autofocus"] = True

    def clean_values(self) -> dict[str, str]:
        """``body.1 = Ann`` by line, as the template takes them."""
        lines = [line for line in self.cleaned_data["values"].splitlines() if line.strip()]
        if any("=" not in line for line in lines):
            raise ValidationError("Each line must look like: body.1 = Ann")
        pairs = [line.split("=", 1) for line in lines]
        return {key.strip(): value.strip() for key, value in pairs}

    @property
    def choice(self) -> TemplateChoice | None:
        """The template that was chosen, with its values."""
        chosen = self.cleaned_data["template"]
        if chosen is None:
            return None
        return TemplateChoice(chosen.name, chosen.language, self.cleaned_data["values"])


def send_view(request: HttpRequest, page: admin.ModelAdmin[Any]) -> HttpResponse:
    """Show the form on GET (``?conversation=`` answers in one); on POST send and return to the list."""
    if not allowed(request, Message, "send"):
        raise PermissionDenied
    conversation = _conversation(request)
    form = _form(request, conversation)
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, page, _send(request, form, conversation))
        except ConsoleError as error:
            _refuse(form, error)
            if error.code == "newer_activity" and conversation:
                _look_again(form, conversation)
    return _shown(request, page, form, conversation)


def _conversation(request: HttpRequest) -> Conversation | None:
    wanted = request.GET.get("conversation", "")
    if not wanted:
        return None
    try:
        return conversation_or_404(requesting_agent(request), _KEY.clean(wanted))
    except (NotFound, ValidationError) as hidden:
        raise Http404 from hidden


def _form(request: HttpRequest, conversation: Conversation | None) -> SendForm:
    return SendForm(
        request.POST if request.method == "POST" else None,
        inboxes=Inbox.objects.visible_to(requesting_agent(request)).order_by("-is_default", "name", "pk"),
        is_answer=conversation is not None,
        initial=_initial(request, conversation),
    )


def _initial(request: HttpRequest, conversation: Conversation | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"client_id": uuid.uuid4(), "receiver": request.GET.get("receiver", "")}
    if conversation is None:
        return initial
    return {
        **initial,
        "inbox": conversation.inbox_id,
        "receiver": best_address(conversation),
        "last_seen_seq": _position(conversation),
    }


def _position(conversation: Conversation) -> Any:
    here = feed_positions([conversation.inbox_id]).get(str(conversation.inbox_id), {})
    return here.get("seq", 0)


def _send(request: HttpRequest, form: SendForm, conversation: Conversation | None) -> Message:
    given = form.cleaned_data
    draft = Draft(
        author=requesting_agent(request),
        content=given["content"],
        client_id=given["client_id"],
        kind="template" if form.choice and not given["hold"] else "",
        template=form.choice,
        hold=given["hold"],
        last_seen_seq=given["last_seen_seq"] if conversation else None,
    )
    if conversation:
        return send_message(conversation, draft, by=actor(request))
    receiver = typed_receiver(given["inbox"], given["receiver"], field="receiver")
    # As in the console: what the provider would drop is not said to be sent.
    return send_to(given["inbox"], receiver, draft, to_strangers=False, by=actor(request))


def _refuse(form: SendForm, error: ConsoleError) -> None:
    """Put the action's reasons beside the fields that they name."""
    named = {field: reasons for field, reasons in error.errors.items() if field in form.fields}
    for field, reasons in named.items():
        form.add_error(field, reasons)
    if not named:
        form.add_error(None, error.detail)
    if isinstance(error, Conflict):
        for newer in error.extra.get("newer", ()):
            form.add_error(None, f"“{newer['content']}”")


def _look_again(form: SendForm, conversation: Conversation) -> None:
    """Count what was newer as seen by the author, so that sending once more goes through."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["last_seen_seq"] = str(_position(conversation))
    form.data = data
    form.add_error(None, "Send again if you still want to.")


def _sent(request: HttpRequest, page: admin.ModelAdmin[Any], message: Message) -> HttpResponse:
    wait_for_first_attempt(message.pk)
    message.refresh_from_db()
    why = (message.error or {}).get("title", "")
    words = OUTCOMES.get(Message.Status(message.status), "is {status}").format(
        status=message.get_status_display().lower()
    )
    sentence = format_html(
        "{} to {} {}{}",
        link(message, "The message"),
        message.receiver,
        words,
        f": {why}" if why else ".",
    )
    page.message_user(request, sentence, LEVELS.get(Message.Status(message.status), messages.SUCCESS))
    return HttpResponseRedirect(reverse("admin:messaging_message_changelist"))


def _shown(
    request: HttpRequest, page: admin.ModelAdmin[Any], form: SendForm, conversation: Conversation | None
) -> HttpResponse:
    fields = ["inbox", "receiver", "content", "template", "values", "hold", "client_id", "last_seen_seq"]
    context = {
        **page.admin_site.each_context(request),
        "title": f"Answer {conversation.contact}" if conversation else "Send message",
        "opts": page.opts,
        "form": form,
        "adminform": AdminForm(form, [(None, {"fields": fields})], {}),  # type: ignore[arg-type]
        "conversation": conversation,
        "media": page.media + form.media,
    }
    return TemplateResponse(request, "messaging/admin/send.html", context)
