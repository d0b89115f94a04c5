"""pywa (Python) looks after an account at the simulator as at the Graph API: templates, number, files."""

from __future__ import annotations

import pytest
from pywa import errors
from pywa.types import Pagination, others, templates

from simulator.media_samples import sample
from tests.clients.pywa_client import Client
from tests.clients.simulated import Number

ANN, BEN = "447700900123", "447700900456"


def draft(name: str = "order_ready") -> templates.Template:
    return templates.Template(
        name=name,
        language=templates.TemplateLanguage.ENGLISH_UK,
        category=templates.TemplateCategory.UTILITY,
        parameter_format=templates.ParamFormat.NAMED,
        components=[
            templates.HeaderText("Order {{number}}", number="42"),
            templates.BodyText("Hello {{name}}, it is ready.", name="Ann"),
            templates.FooterText(text="Corner Shop"),
            templates.Buttons(buttons=[templates.QuickReplyButton(text="Collect")]),
        ],
    )


def test_a_template_is_made_reviewed_sent_changed_and_deleted(meta: Number, wa: Client) -> None:
    made = wa.create_template(draft())
    assert (made.status, made.category) == (
        templates.TemplateStatus.PENDING,
        templates.TemplateCategory.UTILITY,
    )
    meta.play(f"templates/{meta.template('order_ready')}", {"event": "APPROVED"})
    update = wa.next_update(templates.TemplateStatusUpdate)
    assert (update.template_id, update.new_status) == (made.id, templates.TemplateStatus.APPROVED)
    found = wa.get_template(made.id)
    assert (found.name, found.status) == ("order_ready", templates.TemplateStatus.APPROVED)
    params = [templates.HeaderText.params(number="77"), templates.BodyText.params(name="Ben")]
    wa.send_template(f"+{BEN}", "order_ready", templates.TemplateLanguage.ENGLISH_UK, params)
    ben = meta.server.request("GET", "/simulator/api/state").json["customers"][0]["id"]
    assert meta.chat(ben)[0]["body"] == "Hello Ben, it is ready."
    body = templates.BodyText("Good day {{name}}, it is ready.", name="Ann")
    assert wa.update_template(made.id, new_components=[body]).success
    assert wa.delete_template("order_ready", template_id=made.id)
    with pytest.raises(errors.TemplateNotExists):
        wa.send_template(f"+{BEN}", "order_ready", templates.TemplateLanguage.ENGLISH_UK, params)


def test_templates_are_listed_narrowed_and_counted(wa: Client) -> None:
    for name in ("order_late", "order_ready", "welcome"):
        wa.create_template(draft(name))
    # Two are there from the start.
    listed = wa.get_templates(pagination=Pagination(limit=2))
    assert (len(listed), listed.has_next, listed.total_count) == (2, True, 5)
    # pywa's own `next` cannot make a page of templates.
    following = wa.get_templates(pagination=Pagination(limit=3, after=listed.after))
    assert (len(following), following.has_next, following.has_previous) == (3, False, True)
    assert [one.name for one in wa.get_templates(name="order_l")] == ["order_late"]
    pending = wa.get_templates(statuses=[templates.TemplateStatus.PENDING])
    assert {one.name for one in pending} == {"order_late", "order_ready", "welcome"}


def test_a_template_that_is_there_already(wa: Client) -> None:
    wa.create_template(draft())
    with pytest.raises(errors.WhatsAppError) as caught:
        wa.create_template(draft())
    refused = caught.value
    assert (refused.code, refused.subcode) == (100, 2388024)
    assert refused.user_title == "Content in This Language Already Exists"


def test_the_number_and_its_account(meta: Number, wa: Client) -> None:
    number = wa.get_business_phone_number()
    assert (number.display_phone_number, number.status, number.quality_rating) == (
        meta.display,
        "CONNECTED",
        "GREEN",
    )
    assert number.webhook_configuration["application"]
    assert [one.id for one in wa.get_business_phone_numbers()] == [number.id]
    account = wa.get_business_account()
    assert (account.id, account.name) == (meta.settings["waba_id"], "Corner Shop")
    assert account.subscribed_apps
    assert account.health_status["can_send_message"] == "AVAILABLE"


def test_registering_and_its_pin(wa: Client) -> None:
    assert wa.register_phone_number(pin=123456)
    assert wa.deregister_phone_number()
    with pytest.raises(errors.WhatsAppError) as caught:
        wa.send_message(ANN, "Hello")
    assert caught.value.code == 133010
    with pytest.raises(errors.WhatsAppError) as caught:
        wa.register_phone_number(pin=654321)
    assert caught.value.code == 133005
    assert wa.register_phone_number(pin=123456)


def test_the_profile_that_customers_see(wa: Client) -> None:
    websites = ("https://example.org/",)
    assert wa.update_business_profile(about="Lamps", industry=others.Industry.RETAIL, websites=websites)
    profile = wa.get_business_profile()
    assert (profile.about, profile.industry, profile.websites) == ("Lamps", others.Industry.RETAIL, websites)
    assert profile.email is None


def test_who_is_blocked(meta: Number, wa: Client) -> None:
    meta.customer(ANN)
    assert [one.wa_id for one in wa.block_users([f"+{ANN}"]).added_users] == [ANN]
    assert blocked(wa) == [ANN]
    with pytest.raises(errors.WhatsAppError) as caught:
        wa.send_message(ANN, "Hello")
    assert caught.value.code == 130403
    with pytest.raises(errors.WhatsAppError) as caught:
        wa.block_users([BEN])
    assert caught.value.code == 139100
    assert [one.wa_id for one in wa.unblock_users([ANN]).removed_users] == [ANN]
    assert blocked(wa) == []


def blocked(wa: Client) -> list[str]:
    """pywa's own list wants a key (``input``) that Meta does not send there."""
    return [one["wa_id"] for one in wa.api.get_blocked_users(wa.phone_id)["data"]]


def test_a_file_goes_up_comes_down_and_goes(wa: Client) -> None:
    picture = sample("image")
    media = wa.upload_media(picture.data, picture.mime_type, "a.jpg")
    found = wa.get_media_url(media.id)
    assert (found.mime_type, found.file_size) == (picture.mime_type, len(picture.data))
    assert wa.get_media_bytes(found.url) == picture.data
    assert wa.delete_media(media.id)
    with pytest.raises(errors.WhatsAppError) as caught:
        wa.get_media_url(media.id)
    assert (caught.value.code, caught.value.subcode) == (100, 33)


def test_the_apps_own_token(meta: Number, wa: Client) -> None:
    asked = {"input_token": meta.settings["access_token"]}
    data = wa.api.send_raw_request("GET", "/debug_token", params=asked)["data"]
    assert (data["is_valid"], data["granular_scopes"][0]["target_ids"]) == (True, [meta.settings["waba_id"]])
    token = wa.get_app_access_token(app_id=data["app_id"], app_secret=meta.settings["app_secret"])
    assert token.startswith(f"{data['app_id']}|")
