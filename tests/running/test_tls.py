"""The site behind nginx with TLS: docker-compose.yml's own files on real parts of this machine."""

from __future__ import annotations

import re
import signal
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from homebank.works_page import STYLE_SOURCE
from tests.running.certificates import CA
from tests.running.production import HOST, Production

pytestmark = [pytest.mark.xdist_group("tls")]
HUNG_UP = (httpx.NetworkError, httpx.RemoteProtocolError)
SLOW_SECONDS = 10  # client_header_timeout and client_body_timeout of the template


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """nginx, gunicorn and the worker of codes, as the compose file runs them."""
    made = Production(tmp_path_factory.mktemp("production"))
    assert made.make_secrets().returncode == 0
    made.bring()
    made.prepare()
    made.start_servers()
    made.start_site("web", "codes")
    made.start_nginx()
    opened = Door(made)
    made.wait(lambda: opened.get("/").status_code == 200, "web")
    opened.client.close()
    yield made
    made.stop()


@pytest.fixture(scope="module", autouse=True)
def slow(bank: Production) -> Iterator[list[float]]:
    """Connections that never finish what they say, from the first test on; how long each lived."""
    lived: list[float] = []
    starts = [
        b"GET / HTTP/1.1\r\nHost: homebank.example\r\nX-Slow: ",
        b"POST /sign-in/ HTTP/1.1\r\nHost: homebank.example\r\nContent-Length: 90\r\n\r\na=",
    ]
    threads = [threading.Thread(target=dawdle, args=(bank, start, lived), daemon=True)
               for start in starts for _ in range(20)]  # fmt: skip
    for thread in threads:
        thread.start()
    yield lived
    for thread in threads:
        thread.join(240)


@pytest.fixture
def door(bank: Production) -> Iterator[Door]:
    opened = Door(bank)
    yield opened
    opened.client.close()


def test_a_page_comes_over_tls_by_a_certificate_of_the_authority(door: Door) -> None:
    page = door.get("/")
    assert page.status_code == 200
    assert "Homebank" in page.text
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000; includeSub")


@pytest.mark.parametrize("path", ["/", "/sign-in/?next=/my/", "/static/css/base.css"])
def test_plain_http_is_sent_to_https_with_its_path(bank: Production, path: str) -> None:
    address = f"http://127.0.0.1:{bank.http_port}{path}"
    answer = httpx.get(address, headers={"Host": HOST}, follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"https://{HOST}{path}"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_an_old_version_of_tls_is_refused_by_the_server(
    bank: Production, version: ssl.TLSVersion
) -> None:
    context = anything_goes()
    context.minimum_version = context.maximum_version = version
    assert "ALERT_PROTOCOL_VERSION" in refusal(bank, context)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_present_version_of_tls_is_spoken_without_compression(
    bank: Production, version: ssl.TLSVersion
) -> None:
    context = ssl.create_default_context(cafile=str(bank.secrets / CA))
    context.minimum_version = context.maximum_version = version
    with handshake(bank, context) as spoken:
        assert spoken.compression() is None
        assert spoken.version() == {771: "TLSv1.2", 772: "TLSv1.3"}[version]


@pytest.mark.parametrize("cipher", ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "NULL", "aNULL"])
def test_a_cipher_without_secrecy_ahead_or_authentication_is_refused(
    bank: Production, cipher: str
) -> None:
    context = anything_goes()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(f"{cipher}:@SECLEVEL=0")
    assert "HANDSHAKE_FAILURE" in refusal(bank, context)


def test_another_name_gets_no_certificate_and_no_answer(bank: Production, door: Door) -> None:
    assert "UNRECOGNIZED_NAME" in refusal(bank, anything_goes(), name="evil.example")
    with pytest.raises(HUNG_UP):
        httpx.get(f"http://127.0.0.1:{bank.http_port}/", headers={"Host": "evil.example"})
    with pytest.raises(HUNG_UP):  # under our name in the handshake
        door.get("/", Host="evil.example")


def test_one_signs_in_over_tls_and_the_cookies_are_for_this_host_alone(
    bank: Production, door: Door
) -> None:
    person = new_person(bank)
    door.fill("/sign-in/?by=phone", typed=person["phone"], password=person["password"])
    code = code_for(bank, person["phone"])
    page = door.fill("/sign-in/code/", code=code)
    assert page.headers["Location"] == "/my/"
    assert door.get("/my/").status_code == 200
    cookies = {line.split("=")[0]: line for line in page.headers.get_list("Set-Cookie")}
    for name in ("__Host-session", "__Host-csrf"):
        said = cookies[name]
        assert all(word in said for word in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
        assert "Domain" not in said


def test_what_a_client_says_of_its_address_and_scheme_is_not_believed(
    bank: Production, door: Door
) -> None:
    spoofed = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http",
               "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9",
               "X-Forwarded-Host": "evil.example"}  # fmt: skip
    page = door.get("/", **spoofed)
    assert page.status_code == 200  # http would have been sent to https
    assert "evil.example" not in page.text
    door.fill("/sign-in/", typed="+77010000000", password="wrong", **spoofed)
    rows = query(bank, "SELECT DISTINCT key FROM lib_tally WHERE \"limit\" LIKE '%network'")
    assert {row[0] for row in rows} == {"127.0.0.0/24"}


def test_a_forwarded_header_from_anybody_but_the_proxy_is_dropped(bank: Production) -> None:
    """Straight to gunicorn from an address that is no proxy: it is plain http, so it redirects."""
    transport = httpx.HTTPTransport(local_address="127.0.0.9")
    with httpx.Client(transport=transport) as client:
        told = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        answer = client.get(f"http://127.0.0.1:{bank.site_port}/", headers=told)
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://{HOST}/"


def test_no_answer_names_the_program_or_its_version(door: Door) -> None:
    for path in ("/", "/nowhere/", "/static/css/base.css", "/static/nowhere.css"):
        answer = door.get(path)
        assert answer.headers["Server"] == "nginx"
        assert not re.search(r"nginx/|gunicorn|Python|Django", str(answer.headers) + answer.text)


def test_a_request_too_large_is_refused_before_the_site_sees_it(door: Door) -> None:
    body = door.client.post(door.url("/sign-in/"), content=b"x" * 400_000, **door.told({}))
    assert body.status_code == 413
    assert door.get("/", **{"X-Long": "x" * 9_000}).status_code == 400
    assert door.get("/" + "a" * 9_000).status_code == 414


def test_only_the_page_of_photos_lets_larger_requests_in(door: Door) -> None:
    page = f"/cards/photos/of/{UUID(int=1)}/"
    larger = door.client.post(door.url(page), content=b"x" * 11_000_000, **door.told({}))
    assert larger.status_code == 403  # the site saw it: a form without its token
    largest = door.client.post(door.url(page), content=b"x" * 13_000_000, **door.told({}))
    assert largest.status_code == 413


def test_a_hashed_file_is_kept_for_a_year_and_comes_packed(bank: Production, door: Door) -> None:
    [sheet] = re.findall(r'href="(/static/css/base\.[0-9a-f]{12}\.css)"', door.get("/").text)
    answer = door.get(sheet, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    packed = Path(bank.folder, sheet.lstrip("/") + ".gz").stat().st_size
    assert int(answer.headers["Content-Length"]) == packed  # the file that collectstatic packed
    assert door.get("/static/css/base.css").headers["Cache-Control"] == "public, max-age=300"


def test_pages_with_secrets_are_never_packed(door: Door) -> None:
    page = door.get("/sign-in/", **{"Accept-Encoding": "gzip"})
    assert "csrfmiddlewaretoken" in page.text
    assert "Content-Encoding" not in page.headers


@pytest.mark.parametrize("path", ["/static/../secrets/tls_key", "/static../secrets/tls_key",
                                  "/static/%2e%2e/secrets/tls_key", "/static/"])  # fmt: skip
def test_nothing_but_static_files_is_served_from_the_disk(door: Door, path: str) -> None:
    answer = door.get(path)
    assert answer.status_code in {400, 403, 404}
    assert "PRIVATE KEY" not in answer.text


def test_health_is_told_inside_and_not_to_the_world(bank: Production, door: Door) -> None:
    assert door.get("/healthz").status_code == 404
    assert door.get("/readyz").status_code == 404
    inside = f"http://127.0.0.1:{bank.site_port}/readyz"
    assert httpx.get(inside, headers={"Host": HOST}).json()["status"] == "ok"


def test_the_log_of_the_proxy_has_no_query_strings(bank: Production, door: Door) -> None:
    door.get("/payments/?q=77012345678")
    log = bank.folder / "nginx.log"
    bank.wait(lambda: '"request":"GET /payments/"' in log.read_text(), "nginx")
    assert "77012345678" not in log.read_text()


def test_the_log_of_the_proxy_has_no_codes_of_papers(bank: Production, door: Door) -> None:
    door.get("/verify/D-2611-0000-0411/7K4M-92QX-3F/")
    log = bank.folder / "nginx.log"
    bank.wait(lambda: "/verify/D-2611-0000-0411/[code]/" in log.read_text(), "nginx")
    assert "7K4M" not in log.read_text()


def test_the_desk_can_be_closed_to_all_networks_but_the_banks(bank: Production, door: Door) -> None:
    assert door.get("/desk/").status_code == 302
    access = bank.folder / "desk-access.conf"
    before = access.read_text()
    access.write_text("allow 10.20.0.0/16;\ndeny all;\n")
    reload_nginx(bank, lambda: door.get("/desk/").status_code == 403)
    assert door.get("/desk/login/").status_code == 403
    assert door.get("/").status_code == 200
    access.write_text(before)
    reload_nginx(bank, lambda: door.get("/desk/").status_code == 302)


def test_planned_works_are_told_by_the_site_and_leave_the_desk_open(
    bank: Production, door: Door
) -> None:
    done = bank.run("manage", "maintenance", "on", "--until", "2099-01-01 04:00")
    assert done.returncode == 0, done.stderr
    told = door.get("/payments/")
    assert told.status_code == 503
    assert "01.01.2099" in told.text.replace("\u00a0", " ") or "2099" in told.text
    assert door.get("/desk/").status_code == 302
    assert bank.run("manage", "maintenance", "off").returncode == 0
    assert door.get("/payments/").status_code == 200


def test_a_site_that_is_down_is_told_by_the_proxy_and_comes_back_by_itself(
    bank: Production, door: Door
) -> None:
    bank.stop("web")
    answer = door.get("/my/")
    assert is_maintenance(answer)
    assert door.get("/static/css/base.css").status_code == 200
    door.get("/verify/D-2611-0000-0411/QZ7V-92QX-3F/?q=77012345678")
    bank.start("web")
    bank.wait(lambda: door.get("/").status_code == 200, "web")
    # What nginx says of its own troubles names whole addresses, with codes and what was typed.
    log = (bank.folder / "nginx.log").read_text()
    assert not any(told in log for told in ("QZ7V", "77012345678"))


def test_who_sends_slowly_is_cut_off_and_holds_nobody_up(
    bank: Production, door: Door, slow: list[float]
) -> None:
    """Were one held up by them, each page would take as long as they may."""
    assert min(seconds_of(door) for _ in range(5)) < SLOW_SECONDS - 1
    bank.wait(lambda: len(slow) == 40, "nginx")


def seconds_of(door: Door) -> float:
    """How long a page takes now."""
    began = time.monotonic()
    assert door.get("/").status_code == 200
    return time.monotonic() - began


class Door:
    """A browser's view of the site: by its name, over TLS, with cookies."""

    def __init__(self, bank: Production) -> None:
        self.bank = bank
        context = ssl.create_default_context(cafile=str(bank.secrets / CA))
        self.client = httpx.Client(verify=context, timeout=120)

    def url(self, path: str) -> str:
        return f"https://127.0.0.1:{self.bank.https_port}{path}"

    def told(self, headers: dict[str, str]) -> dict[str, Any]:
        return {"headers": {"Host": HOST, "Origin": f"https://{HOST}", **headers},
                "extensions": {"sni_hostname": HOST}}  # fmt: skip

    def get(self, path: str, **headers: str) -> httpx.Response:
        # A path as it is written: httpx would tidy `..` away.
        url = httpx.URL(self.url("/")).copy_with(raw_path=path.encode())
        request = self.client.build_request("GET", url, **self.told(headers))
        return self.client.send(request)

    def fill(self, path: str, **typed: str) -> httpx.Response:
        """Send the form of a page; what begins with a capital letter is a header."""
        spoofed = {name: typed.pop(name) for name in list(typed) if name[0].isupper()}
        page = self.get(path, **spoofed)
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        return self.client.post(self.url(path), data={**hidden, **typed}, **self.told(spoofed))


def is_maintenance(answer: httpx.Response) -> bool:
    return (
        answer.status_code == 503
        and answer.headers["Retry-After"] == "120"
        and answer.headers["Cache-Control"] == "no-store"
        and STYLE_SOURCE in answer.headers["Content-Security-Policy"]
        and all(f'lang="{language}"' in answer.text for language in ("kk", "ru", "en"))
    )


def anything_goes() -> ssl.SSLContext:
    """A client that would accept what no browser does: it is the server that refuses."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def handshake(bank: Production, context: ssl.SSLContext, name: str = HOST) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", bank.https_port), timeout=120)
    try:
        return context.wrap_socket(plain, server_hostname=name)
    except ssl.SSLError:
        plain.close()
        raise


def refusal(bank: Production, context: ssl.SSLContext, name: str = HOST) -> str:
    """The alert by which the server refuses the handshake."""
    with pytest.raises(ssl.SSLError) as refused:
        handshake(bank, context, name).close()
    return str(refused.value).upper().replace(" ", "_")


def dawdle(bank: Production, start: bytes, lived: list[float]) -> None:
    """Say the beginning, and then nothing; note when the other side hangs up."""
    began = time.monotonic()
    context = ssl.create_default_context(cafile=str(bank.secrets / CA))
    with handshake(bank, context) as spoken:
        spoken.settimeout(12 * SLOW_SECONDS)  # whoever is not cut off by then is not in `lived`
        try:
            spoken.sendall(start)  # on a busy machine so late that it is cut off before
            while spoken.recv(4096):
                pass
        except (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
            pass
        except TimeoutError:
            return
    lived.append(time.monotonic() - began)


def new_person(bank: Production) -> dict[str, str]:
    script = "from tests.people import new_person; p = new_person(); print(p.phone, p.password)"
    done = bank.run("manage", "shell", "--no-imports", "-c", script)
    assert done.returncode == 0, done.stderr
    phone, password = done.stdout.split()[-2:]
    return {"phone": phone, "password": password}


def code_for(bank: Production, phone: str) -> str:
    """The code that the SMS centre received for the phone."""
    received = bank.centre.received
    bank.wait(lambda: any(message["to"] == phone for message in received), "codes")
    return next(str(each["text"])[:6] for each in reversed(received) if each["to"] == phone)


def query(bank: Production, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect((bank.secrets / "database_url").read_text()) as connection:
        return connection.execute(sql).fetchall()


def reload_nginx(bank: Production, happened: Any) -> None:
    bank.processes["nginx"].send_signal(signal.SIGHUP)
    bank.wait(happened, "nginx")
