"""Nothing of our own network is asked, however it is written (S110; OWASP, server-side request forgery)."""

import pytest

from sumisura.webhooks.errors import BadTarget
from sumisura.webhooks.targets import refused, target

BAD = [
    "",
    "https://",
    "erp.example/hooks",
    "ftp://erp.example/",
    "file:///etc/passwd",
    "gopher://erp.example/",
    "javascript:alert(1)",
    "http://erp.example/",
    "https://erp.example:22/",
    "https://erp.example:0/",
    "https://erp.example:99999/",
    "https://erp.example:x/",
    "https://user@erp.example/",
    "https://user:word@erp.example/",
    "https://:@erp.example/",
    "https://erp.example/#here",
    "https://erp.example\\@127.0.0.1/",
    "https://erp.example /",
    "https://erp.example/\r\nX: y",
    "https://erp.example/\t",
    "https://münchen.example/",
    "https://localhost/",
    "https://localhost./",
    "https://shop.localhost/",
    "https://db.internal/",
    "https://printer.local/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://0/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://[ff02::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[::1",
    "https://erp.example/" + "x" * 1000,
]


@pytest.mark.parametrize("url", BAD, ids=repr)
def test_a_bad_address_is_refused_with_what_mends_it(url):
    with pytest.raises(BadTarget) as said:
        target(url)
    assert (said.value.where, said.value.status) == ("url", 422)
    assert said.value.mend


@pytest.mark.parametrize(
    "url",
    [
        "https://erp.example",
        "https://erp.example:8443/a?b=c&d=%20",
        "https://1.1.1.1/",
        "https://[2606:4700::1111]/",
    ],
)
def test_an_address_of_the_public_internet_is_taken(url):
    assert not target(url).here


@pytest.mark.parametrize("url", ["http://localhost:1234/", "http://127.0.0.1:1/", "https://[::1]:9/x"])
def test_this_machine_is_asked_in_a_demo_alone(url):
    assert target(url, demo=True).here
    with pytest.raises(BadTarget):
        target(url)
    with pytest.raises(BadTarget):
        target("http://erp.example/", demo=True)
    with pytest.raises(BadTarget):
        target("https://10.0.0.1/", demo=True)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.53", "loopback"),
        ("0.0.0.0", "unspecified"),  # noqa: S104 - nothing listens there
        ("10.0.0.1", "private"),
        ("100.64.0.1", "reserved"),
        ("169.254.169.254", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("224.0.0.251", "multicast"),
        ("240.0.0.1", "private"),
        ("192.0.2.1", "private"),
        ("fc00::1", "private"),
        ("ff05::2", "multicast"),
        ("::1", "loopback"),
        ("::127.0.0.1", "wrapped"),
        ("::ffff:10.0.0.1", "wrapped"),
        ("2002:a00:1::", "wrapped"),
        ("64:ff9b::a00:1", "wrapped"),
        ("64:ff9b:1::1", "wrapped"),
        ("2001:0:1::", "wrapped"),
        ("fec0::1", "wrapped"),
        ("nonsense", "unreadable"),
        ("8.8.8.8", ""),
        ("2606:4700::1111", ""),
    ],
)
def test_every_kind_of_address_is_known(address, why):
    assert refused(address) == why
