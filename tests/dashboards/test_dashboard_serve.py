"""The site as served: the newest release at the root, each published one under its number, nothing else."""

import gzip
import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import served

RELEASE = "2021-11-30-0001"


@pytest.fixture(scope="module")
def host(database: Path, site: Path, files: Path) -> Iterator[str]:
    releases = database.parents[1]
    draft = releases / ".checked-2021-12-31-0002"
    (draft / "site").mkdir(parents=True)
    (draft / "SHA256SUMS").write_text("", encoding="utf-8")
    (draft / "site" / "index.html").write_text("not published", encoding="utf-8")
    (database.parents[2] / "secret").write_text("secret", encoding="utf-8")
    with served(releases) as address:
        yield address.removeprefix("http://")


def get(host: str, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in lower case, body; redirects are not followed."""
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.request(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_the_root_is_the_newest_release_and_is_asked_for_again(host: str, site: Path) -> None:
    status, headers, body = get(host, "/")
    assert (status, body) == (200, (site / "index.html").read_bytes())
    assert headers["cache-control"] == "no-cache"
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["site/training.html", "site/en/330206/index.html", "files/kpi_values.csv"])
def test_a_file_of_a_release_may_be_kept_for_ever(host: str, database: Path, path: str) -> None:
    status, headers, body = get(host, f"/{RELEASE}/{path}")
    assert (status, body) == (200, (database.parent / path).read_bytes())
    assert "immutable" in headers["cache-control"]
    assert get(host, f"/current/{path}")[1]["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        (f"/{RELEASE}/training.html", f"/{RELEASE}/site/training.html"),
        (f"/{RELEASE}", f"/{RELEASE}/site/"),
        (f"/{RELEASE}/en/", f"/{RELEASE}/site/en/"),
        ("/en", "/en/"),
        (f"/{RELEASE}/site", f"/{RELEASE}/site/"),
    ],
)
def test_a_short_address_leads_to_the_whole_one(host: str, asked: str, address: str) -> None:
    status, headers, _ = get(host, asked)
    assert (status, headers["location"]) == (302, address)
    assert get(host, address)[0] == 200


def test_what_a_browser_has_is_not_sent_again(host: str) -> None:
    tag = get(host, "/training.html")[1]["etag"]
    status, headers, body = get(host, "/training.html", If_None_Match=tag)
    assert (status, body, headers["etag"]) == (304, b"", tag)
    assert get(host, "/index.html", If_None_Match=tag)[0] == 200


def test_text_is_compressed_for_those_who_can_read_it(host: str, site: Path) -> None:
    _, headers, body = get(host, "/assets/plotly.min.js", Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip" and headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(body) == (site / "assets" / "plotly.min.js").read_bytes()
    assert len(body) == int(headers["content-length"]) < 1_600_000
    plain = get(host, "/assets/plotly.min.js")[1]
    assert "content-encoding" not in plain and plain["etag"] != headers["etag"]
    assert "content-encoding" not in get(host, "/files/kpi_values.parquet", Accept_Encoding="gzip")[1]


def test_head_answers_without_a_body(host: str) -> None:
    status, headers, body = get(host, "/", "HEAD")
    assert status == 200 and int(headers["content-length"]) > 1000 and body == b""
    assert get(host, "/no-such-page", "HEAD")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/release.duckdb",
        f"/{RELEASE}/release.duckdb",
        f"/{RELEASE}/site/../release.duckdb",
        "/files/",
        "/files/../release.duckdb",
        "/../../secret",
        "/%2e%2e/%2e%2e/secret",
        "/..%2f..%2fsecret",
        "/site/%00/index.html",
        "/.checked-2021-12-31-0002/site/index.html",
        "/current/../.checked-2021-12-31-0002/site/index.html",
        "//etc/passwd",
        "/2021-12-31-0002/index.html",
    ],
)
def test_nothing_else_is_served(host: str, path: str) -> None:
    status, headers, body = get(host, path)
    if status == 302:
        status, headers, body = get(host, headers["location"])
    assert status == 404 and b"secret\n" not in body and b"not published" not in body


def test_a_link_of_the_machine_does_not_lead_out_of_the_release(host: str, database: Path) -> None:
    link = database.parent / "site" / "assets" / "secret.css"
    link.symlink_to(database.parents[2] / "secret")
    try:
        assert get(host, "/assets/secret.css")[0] == 404
    finally:
        link.unlink()
