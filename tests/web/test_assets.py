"""Third-party front-end files: every name in the manifest leads to a file that is served and may be kept for ever."""

import hashlib
from pathlib import Path

import pytest
from flask import Flask

from intake.web.assets import VENDOR, AssetMissing, vendor_url
from tools.frontend import FILES

STATIC = VENDOR.parent
bare = Flask("bare", static_folder=str(STATIC), static_url_path="/static")


@pytest.mark.parametrize("name", [Path(file).name for file in FILES])
def test_a_vendored_file_is_served_under_a_name_that_tells_its_content(name: str) -> None:
    with bare.test_request_context():
        url = vendor_url(name)
    answer = bare.test_client().get(url)
    assert answer.status_code == 200
    assert hashlib.sha256(answer.data).hexdigest()[:12] == url.split(".")[-2]
    answer.close()


def test_a_name_that_was_never_put_in_place_is_refused() -> None:
    with bare.test_request_context(), pytest.raises(AssetMissing, match="is not among the front-end files"):
        vendor_url("jquery.js")
