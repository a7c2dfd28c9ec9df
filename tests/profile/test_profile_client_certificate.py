"""A client certificate is named in `[target]`; what would be left out unseen is refused."""

from __future__ import annotations

from profiles import TARGET, wrong

from conformance.profile.load import loads
from conformance.profile.settings import Secret


def test_a_client_certificate_is_named_from_the_profiles_folder(tmp_path):
    (tmp_path / "me.pem").touch()
    (tmp_path / "key.pem").touch()
    text = f"""{TARGET}
        client_cert = "me.pem"
        client_key = "key.pem"
        client_key_password = {{ env = "KEY" }}
    """

    found = loads(text, folder=tmp_path, environ={"KEY": "marker"}).target

    assert (found.client_cert, found.client_key) == (tmp_path / "me.pem", tmp_path / "key.pem")
    assert found.client_key_password == Secret("marker")
    assert "marker" not in repr(found)


def test_a_certificate_that_is_not_there_is_told():
    assert wrong('client_cert = "nowhere.pem"') == {"target.client_cert": "is no file"}


def test_a_key_without_a_certificate_is_told(tmp_path):
    found = wrong('client_key = "nowhere.pem"\nclient_key_password = "x"')

    assert found["target.client_key"] == "belongs to a certificate, and there is no `client_cert`"
    assert found["target.client_key_password"] == "opens the key of a certificate, and there is no `client_cert`"
