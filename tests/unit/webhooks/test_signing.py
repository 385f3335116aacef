"""Signatures as the specification's own package makes and checks them."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from sumisura.kernel import Rng
from sumisura.webhooks import signing


def test_the_specifications_own_example():
    made = signing.headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.text(max_size=60), st.integers(0, 2**32))
def test_what_is_signed_is_id_instant_and_body(body, seed):
    secret, at = signing.fresh(Rng(seed)), datetime.now(UTC)
    made = signing.headers("evt_1", at, body.encode(), [secret, signing.fresh(Rng(seed + 1))])
    Webhook(secret).verify(body.encode(), dict(made), json_parse=False)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"evt_1.{int(at.timestamp())}.{body}".encode()
    first, second = made["webhook-signature"].split()
    assert first == "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    assert first != second
