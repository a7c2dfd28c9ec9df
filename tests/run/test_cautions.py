"""What a reader of any report has to know about the way to the target."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.model.errors import UserError
from conformance.profile.load import loads
from conformance.run.cautions import UNVERIFIED, cautions, check_way

VARIABLES = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")


@pytest.fixture
def environ(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def profile(url, more=""):
    return loads(f'[target]\nbase_url = "{url}"\n{more}', environ={})


def test_a_target_with_trusted_tls_and_no_proxy_needs_no_word(environ):
    assert cautions(profile("https://srm.lab.example")) == ()


def test_tls_that_is_not_verified_is_told(environ):
    assert cautions(profile("https://srm.lab.example", "verify_tls = false")) == (UNVERIFIED,)


def test_a_target_elsewhere_without_tls_is_told(environ):
    (said,) = cautions(profile("http://srm.lab.example"))

    assert "without TLS" in said


def test_loopback_needs_no_tls(environ):
    assert cautions(profile("http://127.0.0.1:9000")) == ()


@pytest.mark.parametrize(("scheme", "name"), [("http", "HTTP_PROXY"), ("https", "HTTPS_PROXY")])
def test_a_proxy_is_named_without_its_password(environ, scheme, name):
    environ.setenv(name.lower(), "http://me:marker@proxy.lab.example:3128")

    said = cautions(profile(f"{scheme}://srm.lab.example"))[-1]

    assert f"proxy proxy.lab.example:3128 ({name}" in said
    assert "marker" not in said


def test_a_proxy_that_cannot_be_used_is_told_before_anything_is_sent(environ):
    environ.setenv("HTTPS_PROXY", "socks5://proxy.lab.example")

    with pytest.raises(UserError, match="the proxy in HTTPS_PROXY is no"):
        check_way(profile("https://srm.lab.example"))


def test_a_bundle_that_holds_no_certificate_is_told_before_anything_is_sent(environ, tmp_path):
    bundle = Path(tmp_path / "ca.pem")
    bundle.write_text("nothing")

    with pytest.raises(UserError, match=r"the CA bundle .*ca\.pem. cannot be used"):
        check_way(profile("https://srm.lab.example", f'verify_tls = "{bundle}"'))
