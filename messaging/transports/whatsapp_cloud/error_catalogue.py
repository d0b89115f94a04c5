"""What Meta's error codes mean to a support agent, and what to do about each (docs/design/providers.md A14).

The key is the code, or ``code/subcode`` where the subcode changes what is to be done; never the title or the
HTTP status. Every code may come at once (the answer to a send) or later (a failed receipt), or both: one table
serves both.
"""

from __future__ import annotations

from dataclasses import replace

from messaging.errors import Advice, FailureClass
from messaging.transports.catalogue import ErrorEntry
from messaging.transports.payload import UNAVAILABLE, UNAVAILABLE_CODE

R, L, P = FailureClass.RETRY, FailureClass.LIMIT, FailureClass.PERMANENT
W, C, N = FailureClass.WINDOW, FailureClass.INBOX, FailureClass.NEVER

# Numbers of tries, the first one included: "try again once" is two.
ONCE_MORE, THRICE_MORE = 2, 4
MINUTES, HOURS = 20, 240
PAIR = 6  # 1 + 4 + 16 + 64 + 256 s


_ADMIN = "Ask an administrator to look at this inbox; messages wait until it works again."
LATER = "Send it again in a few minutes."
_BUG = "Tell an administrator: the console sent something that WhatsApp does not understand."
_NOTHING = "There is nothing to do."
_TEMPLATE = "Choose another template, or ask an administrator to check this one in WhatsApp Manager."
_REGISTER = "Ask an administrator to register the number in WhatsApp Manager; messages wait until then."
_TOKEN = "Ask an administrator to put a new access token into the inbox; messages wait until then."  # noqa: S105
_ANOTHER_ID = (
    "Ask an administrator to compare phone number ID and token with Meta's; messages wait until then."
)
_RIGHTS = "Ask an administrator to give the access token the permission whatsapp_business_messaging."

_BAD_PARAMETER = ErrorEntry(P, "WhatsApp did not understand the message", _BUG, file=True)
_BAD_TOKEN = ErrorEntry(
    C, "WhatsApp no longer accepts the inbox's access token", _TOKEN, 0, "number", pauses=True
)
NO_RIGHTS = ErrorEntry(C, "The inbox's access token lacks a permission", _RIGHTS, 0, "number", pauses=True)
_DOWN = ErrorEntry(R, "WhatsApp is not available at the moment", LATER, HOURS)
_UPGRADE = ErrorEntry(R, "WhatsApp is upgrading this number", LATER, MINUTES)
_UNREGISTERED = ErrorEntry(C, "This number is not registered with WhatsApp", _REGISTER, 0, "number")
_LOCKED = ErrorEntry(C, "WhatsApp has blocked this business account", _ADMIN, 0, "number")
_TEMPLATE_TEXT = ErrorEntry(P, "The template and its values do not fit together", _TEMPLATE, template=True)
_TEMPLATE_OFF = ErrorEntry(P, "WhatsApp has switched this template off", _TEMPLATE, template=True)
_ACCOUNT_BUSY = ErrorEntry(L, "The account made too many requests", LATER, MINUTES, "number")
_MARKETING_API = ErrorEntry(P, "This kind of message needs WhatsApp's marketing interface", _BUG)
_HISTORY = ErrorEntry(P, "The phone's chat history could not be fetched", _NOTHING)
_UNKNOWN_KIND = ErrorEntry(
    P, "WhatsApp does not support this kind of message here", "Send it in another form."
)

# An object that is gone, or that this token cannot see. Which one it is, whoever asked knows best.
UNKNOWN_OBJECT = "100/33"


def _invalid_token(title: str) -> ErrorEntry:
    return replace(_BAD_TOKEN, title=title)


CATALOGUE: dict[str, ErrorEntry] = {
    "0": _BAD_TOKEN,
    "1": ErrorEntry(R, "WhatsApp had a problem with the request", LATER, THRICE_MORE),
    "2": _DOWN,
    "3": NO_RIGHTS,
    "4": _ACCOUNT_BUSY,
    "10": NO_RIGHTS,
    "33": ErrorEntry(C, "This number was deleted at WhatsApp", _ADMIN, 0, "number"),
    "100": _BAD_PARAMETER,
    UNKNOWN_OBJECT: ErrorEntry(
        C, "WhatsApp does not know the inbox's number under this access token", _ANOTHER_ID, 0, "number"
    ),
    "102": _BAD_TOKEN,
    "190": _BAD_TOKEN,
    "190/458": _invalid_token("The app of the inbox's access token was removed"),
    "190/459": _invalid_token("The user of the inbox's access token has to log in at Meta again"),
    "190/460": _invalid_token("The inbox's access token ended with a changed password"),
    "190/463": _invalid_token("The inbox's access token has expired"),
    "190/464": _invalid_token("The user of the inbox's access token is not confirmed at Meta"),
    "190/467": _invalid_token("The inbox's access token was withdrawn"),
    "368": _LOCKED,
    "80007": _ACCOUNT_BUSY,
    "130403": ErrorEntry(P, "This customer is blocked by this business", "Unblock the customer first."),
    "130429": ErrorEntry(L, "This number sends faster than WhatsApp allows", LATER, MINUTES, "number"),
    "130472": ErrorEntry(
        P,
        "WhatsApp held this back because of an experiment",
        "Reach the customer another way.",
        advice=Advice.DO_NOT_WRITE,
    ),
    "130497": ErrorEntry(P, "WhatsApp does not allow this business to write to that country", _NOTHING),
    "131000": ErrorEntry(R, "Something went wrong at WhatsApp", LATER, THRICE_MORE),
    "131005": NO_RIGHTS,
    "131008": _BAD_PARAMETER,
    "131009": _BAD_PARAMETER,
    "131016": _DOWN,
    "131021": ErrorEntry(P, "Sender and recipient are the same number", "Choose another customer."),
    "131026": ErrorEntry(
        P,
        "WhatsApp could not deliver this message to that number",
        "Check the number; the customer may not use WhatsApp, or has an old version of it.",
    ),
    "131030": ErrorEntry(
        P,
        "This test number may write only to numbers on its list",
        "Ask an administrator to add the customer's number to the list of test recipients.",
    ),
    "131031": _LOCKED,
    "131037": ErrorEntry(C, "The display name of this number is not approved", _ADMIN, 0, "number"),
    "131042": ErrorEntry(C, "WhatsApp has a problem with the business's payment", _ADMIN, 0, "number"),
    "131045": _UNREGISTERED,
    "131047": ErrorEntry(
        W,
        "More than 24 hours have passed since the customer last wrote",
        "Send a template; free text is possible again once the customer answers.",
    ),
    "131048": ErrorEntry(
        C, "WhatsApp limits this number because customers reported or blocked it", _ADMIN, 0, "number"
    ),
    "131049": ErrorEntry(
        P,
        "WhatsApp held this back: the customer gets too much marketing",
        "Do not send it again before tomorrow.",
        advice=Advice.DO_NOT_WRITE,
    ),
    "131050": ErrorEntry(
        N, "The customer does not want marketing messages", "Do not send any to this customer."
    ),
    "131051": _UNKNOWN_KIND,
    "131052": ErrorEntry(P, "The customer's file could not be fetched", "Ask the customer to send it again."),
    # To be tried again only where Meta fetched a link, which we never give it.
    "131053": ErrorEntry(P, "WhatsApp could not take the file", "Check its type and size.", file=True),
    "131056": ErrorEntry(
        L, "Too many messages to this customer in a short time", "Wait a minute.", PAIR, "pair"
    ),
    "131057": _UPGRADE,
    UNAVAILABLE_CODE: ErrorEntry(P, UNAVAILABLE, "Ask the customer to send it again."),
    "131062": ErrorEntry(
        P, "This message needs the customer's phone number", "Ask the customer for the phone number."
    ),
    "131063": ErrorEntry(C, "Marketing messages are switched off for this account", _ADMIN, 0, "number"),
    "131064": ErrorEntry(
        C, "Too many templates of this account were in the wrong category", _ADMIN, 0, "number"
    ),
    "132000": _TEMPLATE_TEXT,
    "132001": ErrorEntry(P, "This template does not exist in that language", _TEMPLATE, template=True),
    "132005": ErrorEntry(P, "The template is too long with these values", "Shorten the values."),
    "132007": ErrorEntry(P, "The template breaks a rule of WhatsApp", _TEMPLATE, template=True),
    "132012": _TEMPLATE_TEXT,
    "132015": _TEMPLATE_OFF,
    "132016": _TEMPLATE_OFF,
    "132018": _TEMPLATE_TEXT,
    "132068": ErrorEntry(P, "The form in this message is blocked", _TEMPLATE),
    "132069": ErrorEntry(P, "The form in this message is used too often", _TEMPLATE),
    "133000": _UNREGISTERED,
    "133004": _DOWN,
    "133005": ErrorEntry(C, "The PIN of this number is wrong", _REGISTER, 0, "number"),
    "133006": _UNREGISTERED,
    "133008": ErrorEntry(C, "The PIN of this number was wrong too often", _REGISTER, 0, "number"),
    "133009": ErrorEntry(C, "The PIN of this number was entered too fast", _REGISTER, 0, "number"),
    "133010": _UNREGISTERED,
    "133015": ErrorEntry(C, "This number was just deleted; wait five minutes", _REGISTER, 0, "number"),
    "133016": ErrorEntry(C, "This number was registered and removed too often", _ADMIN, 0, "number"),
    "134011": ErrorEntry(C, "The payment terms of WhatsApp are not accepted yet", _ADMIN, 0, "number"),
    "134100": _MARKETING_API,
    "134101": ErrorEntry(P, "The template is not ready yet", "Send it again in ten minutes."),
    "134102": _MARKETING_API,
    "135000": _BAD_PARAMETER,
    "137000": ErrorEntry(
        P,
        "The customer's identity has changed",
        "Make sure that it is still the same person, then send it again.",
    ),
    "2494100": _UPGRADE,
    "2593107": _HISTORY,
    "2593108": _HISTORY,
    "2593109": _HISTORY,
}
