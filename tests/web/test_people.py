"""Accounts, signing in, sessions, roles, and one person alone."""

from __future__ import annotations

import json
import os
import re
import stat
import sys

import argon2
import pytest

from compliance.errors import ConformityError
from compliance.services.accounts import passwords
from compliance.services.accounts.authors import remembered_author
from compliance.services.accounts.keep import (
    add_account,
    end_sessions,
    give_password,
    set_disabled,
    set_password,
    set_roles,
)
from compliance.services.accounts.people import ROLES, People
from compliance.services.accounts.server_secret import server_secret
from compliance.web.people import throttle
from compliance.web.people.gate import FOR_READERS, gate
from compliance.web.people.identity import MAY
from tests.builders import ROOT, environment
from tests.web.addresses import filled
from tests.web.conftest import PASSWORD, Browser

QUESTION = "/a/looms/q/fact.name"


def codes(error: pytest.ExceptionInfo[ConformityError]) -> set[str]:
    return {problem.code for problem in error.value.problems}


# --- the file of accounts


def test_accounts_are_kept_where_only_their_owner_reads_them(people):
    assert stat.S_IMODE(people.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(people.folder.stat().st_mode) == 0o700
    text = people.path.read_text("utf-8")
    assert PASSWORD not in text
    assert text.count("$argon2id$") == len(ROLES)
    assert json.loads(text)["version"] == 1


def test_everything_wrong_in_the_file_is_said_at_once_and_no_hash_is_repeated(people):
    content = json.loads(people.path.read_text("utf-8"))
    content["people"][0]["roles"] = ["boss"]
    content["people"][1]["login"] = "A B"
    content["people"][2]["password"] = "plain-secret-text"  # noqa: S105
    content["people"][3]["extra"] = 1
    people.path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(ConformityError) as error:
        People(people.folder.parent).read()
    assert codes(error) == {"people.file"}
    places = [problem.place for problem in error.value.problems]
    for place in ("[0].roles[0]", "[1].login", "[2].password", "[3].extra"):
        assert f"people.json: people{place}" in places
    assert "plain-secret-text" not in str(error.value)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 2, "people": []}', "\0"])
def test_a_file_that_is_no_file_of_accounts_lets_nobody_in(people, app, content):
    people.path.write_text(content, "utf-8")
    response = app.test_client().get("/")
    assert response.status_code == 503
    assert "people.file" in response.text
    assert "looms" not in response.text


def test_a_login_and_a_name_belong_to_one_account_even_when_disabled(people):
    set_disabled(people, "rosa", disabled=True)
    with pytest.raises(ConformityError) as error:
        add_account(people, login="Rosa", name="rosa reader", roles=["officer"])
    assert codes(error) == {"people.taken"}
    assert len(error.value.problems) == 2


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"login": "a b"}, "people.login"),
        ({"login": ""}, "people.login"),
        ({"login": "../x"}, "people.login"),
        ({"name": "Li, Na"}, "people.login"),
        ({"name": " "}, "people.login"),
        ({"name": "L\x1bi"}, "people.login"),
        ({"function": "x" * 91}, "people.login"),
        ({"roles": []}, "people.roles"),
        ({"roles": ["boss"]}, "people.roles"),
    ],
)
def test_what_no_account_can_be_is_refused(people, values, code):
    with pytest.raises(ConformityError) as error:
        add_account(people, **{"login": "x", "name": "X", "roles": ["reader"], **values})
    assert codes(error) == {code}


def test_the_last_administrator_stays(people):
    for change in (
        lambda: set_disabled(people, "olga", disabled=True),
        lambda: set_roles(people, "olga", ["reader"], administrator=False),
    ):
        with pytest.raises(ConformityError) as error:
            change()
        assert codes(error) == {"people.last"}
    set_roles(people, "emil", ["engineer"], administrator=True)
    assert set_disabled(people, "olga", disabled=True).disabled


@pytest.mark.parametrize(
    "password",
    [
        "shorter-one",
        "aaaaaaaaaaaaaa",
        "abcabcabcabc",
        "passwordpassword",
        "Password1234",
        "123456789012",
        "qwertyuiopas",
        "EmilEngineer7",
        "emil.emil.emil",
        "a\0bcdefghijklm",
        "x" * 300,
    ],
)
def test_short_and_trivial_passwords_are_refused(people, password):
    with pytest.raises(ConformityError) as error:
        set_password(people, "emil", password)
    assert codes(error) == {"people.password"}


@pytest.mark.parametrize(
    "password",
    ["tafel regen kubus", "8392746501923", "一个很长的密码测试一下吧", "é" * 3 + "horsebatten"],
)
def test_no_kinds_of_characters_are_demanded(people, password):
    changed = set_password(people, "emil", password)
    assert passwords.fits(changed.password, password)


def test_a_password_fits_however_a_keyboard_composes_its_letters(people):
    changed = set_password(people, "emil", "cafe\u0301 horse batten")
    assert passwords.fits(changed.password, "caf\u00e9 horse batten")


def test_made_passwords_differ_and_pass_the_rules():
    made = {passwords.generate() for _ in range(200)}
    assert len(made) == 200
    for one in made:
        passwords.check_password(one, login="ann", name="Ann")


def test_the_real_hash_is_argon2id_with_the_defaults_of_the_library(monkeypatch):
    monkeypatch.undo()
    hashed = passwords.hash_password(PASSWORD)
    usual = argon2.PasswordHasher()
    assert hashed.startswith(
        f"$argon2id$v=19$m={usual.memory_cost},t={usual.time_cost},p={usual.parallelism}$"
    )
    assert passwords.fits(hashed, PASSWORD)
    assert not passwords.fits(hashed, PASSWORD + "x")


# --- the secret


def test_the_secret_of_the_server_survives_a_restart_and_is_private(workspace):
    first = server_secret(workspace)
    assert len(first) == 32
    assert server_secret(workspace) == first
    path = workspace / ".conformity" / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(b"damaged")
    assert server_secret(workspace) not in {first, b"damaged"}
    assert [item.name for item in path.parent.iterdir()] == ["secret"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind")
def test_a_secret_that_cannot_be_kept_is_said(workspace):
    workspace.chmod(0o500)
    with pytest.raises(ConformityError):
        server_secret(workspace)


def test_a_secret_in_the_way_of_a_file_is_said(workspace):
    (workspace / ".conformity").write_text("a file", "utf-8")
    with pytest.raises(ConformityError) as error:
        server_secret(workspace)
    assert codes(error) == {"file.write-failed"}


# --- one person alone


def test_one_person_alone_needs_not_sign_in(alone):
    assert alone.get("/").status_code == 200
    assert "Ann Author" in alone.last.text
    assert alone.get("/login").status_code == 303
    assert alone.post(QUESTION, {"value": "Loom 3"}, QUESTION).status_code == 303


def test_nothing_is_recorded_before_somebody_says_who_it_is(make_app, workspace, tmp_path):
    browser = Browser(make_app(author="").test_client())
    response = browser.get(QUESTION)
    assert (response.status_code, response.location) == (303, f"/who/?next={QUESTION}")
    before = (workspace / "looms" / "journal.jsonl").read_bytes()
    kept = browser.post(QUESTION, {"value": "Loom 3"}, "/who/")
    assert kept.status_code == 403
    assert "Loom 3" in kept.text
    assert (workspace / "looms" / "journal.jsonl").read_bytes() == before
    for typed in ("  ", ".", "1", "n" * 81):
        refused = browser.post("/who/", {"author": typed}, "/who/")
        assert refused.status_code == 422
        assert "assessment.no-author" in refused.text
    done = browser.post("/who/", {"author": "Li  Na, officer", "next": QUESTION}, "/who/")
    assert done.location == QUESTION
    assert remembered_author(tmp_path / "settings") == "Li Na, officer"
    browser.post(QUESTION, {"value": "Loom 3"}, QUESTION)
    assert b'"by": "Li Na, officer"' in (
        workspace / "looms" / "journal.jsonl"
    ).read_bytes().replace(b'"by":"', b'"by": "')


def test_what_was_typed_before_the_name_can_be_sent_after_it(make_app):
    browser = Browser(make_app(author="").test_client())
    kept = browser.post(QUESTION, {"value": "Loom 3", "action": "save"}, "/who/")
    carried = re.search(r'name="kept" value="([^"]+)"', kept.text)
    assert carried
    page = browser.post("/who/", {"author": "Li Na", "kept": unescaped(carried[1])}, "/who/")
    assert page.status_code == 200
    assert 'name="value" value="Loom 3"' in page.text
    assert f'action="{QUESTION}"' in page.text
    assert "Li Na" in page.text


def unescaped(text: str) -> str:
    import html

    return html.unescape(text)


def test_accounts_made_while_the_server_runs_end_the_open_pages(alone, people):
    assert alone.get("/").location == "/login"
    people.path.unlink()
    assert alone.get("/").location == "/login", "a lost file must not open the pages"


# --- signing in and out


def test_without_a_session_every_page_leads_to_signing_in(people, app):
    browser = Browser(app.test_client())
    for path in ("/a/looms/", "/a/looms/evidence/E-1/file", "/verify/", "/people/", "/no"):
        response = browser.get(path)
        assert (response.status_code, response.location) == (303, f"/login?next={path}")
    assert browser.get("/static/site.css").status_code == 200


def test_signing_in_leads_to_where_somebody_wanted_to_go(people, app):
    browser = Browser(app.test_client())
    page = browser.get("/login?next=/a/looms/%3Fby%3Dtheme")
    assert 'name="next" value="/a/looms/?by=theme"' in page.text
    assert browser.sign_in("OLGA ", next="/a/looms/?by=theme").location == "/a/looms/?by=theme"
    assert "Olga Officer, compliance officer" in browser.get("/a/looms/").text


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/%0d%0aSet-Cookie:x\r\n",
        "javascript:alert(1)",
        "http:evil.example",
        " /a",
        "/" + "a" * 3000,
    ],
)
def test_signing_in_never_leads_to_another_server(people, app, target):
    browser = Browser(app.test_client())
    assert browser.sign_in("olga", next=target).location == "/"


def test_login_form_can_be_filled_by_a_password_manager(people, app):
    page = app.test_client().get("/login").text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "<script>" not in page


def test_a_wrong_password_and_an_unknown_login_look_the_same(people, app):
    set_disabled(people, "rosa", disabled=True)
    add_account(people, login="pia", name="Pia Proxy", roles=["reader"])
    pages = []
    for login in ("olga", "nobody", "rosa", "pia"):
        browser = Browser(app.test_client())
        wrong = PASSWORD if login in {"rosa", "pia"} else "something else"
        response = browser.sign_in(login, wrong)
        assert response.status_code == 422
        text = re.sub(r'name="(csrf_token|login)" value="[^"]*"', "", response.text)
        pages.append(re.sub(rf'value="{login}"', "", text))
        assert wrong not in response.text
    assert len(set(pages)) == 1


def test_unknown_logins_cost_as_much_as_known_ones(people, app, monkeypatch):
    checked = []

    class Counting(argon2.PasswordHasher):
        def verify(self, *arguments):
            checked.append(arguments[0])
            return super().verify(*arguments)

    counting = Counting(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: counting)
    for login in ("olga", "nobody"):
        Browser(app.test_client()).sign_in(login, "something else")
    assert len(checked) == 2


def test_a_session_begun_before_signing_in_is_worth_nothing_after_it(people, app):
    browser = Browser(app.test_client())
    planted = browser.token("/login")
    cookie = browser.client.get_cookie(app.config["SESSION_COOKIE_NAME"]).value
    browser.sign_in("olga")
    after = browser.client.get_cookie(app.config["SESSION_COOKIE_NAME"]).value
    assert after != cookie
    response = browser.client.post(QUESTION, data={"csrf_token": planted, "value": "x"})
    assert response.status_code == 400
    strange = Browser(app.test_client())
    strange.client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
    assert strange.get("/").location == "/login"


def test_signing_out_ends_the_session_for_a_copy_of_its_cookie_too(signed_in, app):
    browser = signed_in("officer")
    cookie = browser.client.get_cookie(app.config["SESSION_COOKIE_NAME"]).value
    assert browser.client.get("/logout").status_code in {405, 303}
    assert browser.get("/").status_code == 200
    assert browser.post("/logout").location == "/login"
    assert browser.get("/").location == "/login"
    copy = app.test_client()
    copy.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
    assert copy.get("/").location == "/login"


def test_a_signed_out_session_stays_ended_after_a_restart(signed_in, app, make_app):
    browser = signed_in("officer")
    cookie = browser.client.get_cookie(app.config["SESSION_COOKIE_NAME"]).value
    again = make_app().test_client()
    again.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
    assert again.get("/").status_code == 200, "a restart signs nobody out"
    browser.post("/logout")
    again = make_app().test_client()
    again.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
    assert again.get("/").location == "/login"


def test_a_session_ends_after_twelve_hours_without_use(clock, signed_in):
    browser = signed_in("officer")
    for _ in range(3):
        clock.forward(hours=11)
        assert browser.get("/").status_code == 200
    clock.forward(hours=12, seconds=61)
    assert browser.get("/").location == "/login"


def test_a_session_ends_after_a_week_however_it_is_used(clock, signed_in):
    browser = signed_in("officer")
    for _ in range(16):
        clock.forward(hours=10)
        assert browser.get("/").status_code == 200
    clock.forward(hours=9)
    assert browser.get("/").location == "/login"


@pytest.mark.parametrize(
    "end",
    [
        lambda people: set_password(people, "emil", "wolke-rasen-pinsel"),
        lambda people: set_disabled(people, "emil", disabled=True),
        lambda people: end_sessions(people, "emil"),
        lambda people: give_password(people, "emil"),
    ],
)
def test_sessions_end_with_what_was_done_to_the_account(signed_in, people, end):
    browser, other = signed_in("engineer"), signed_in("officer")
    end(people)
    assert browser.get("/").location == "/login"
    assert other.get("/").status_code == 200


def test_a_forged_cookie_is_no_session(people, app, make_app):
    strange = make_app(secret=b"x" * 32)
    browser = Browser(strange.test_client())
    browser.sign_in("olga")
    cookie = browser.client.get_cookie(app.config["SESSION_COOKIE_NAME"]).value
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
    assert client.get("/").location == "/login"


def test_a_hash_with_other_parameters_is_renewed_when_somebody_signs_in(people, app, monkeypatch):
    before = people.get("olga")
    dearer = argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: dearer)
    passwords._nobody.cache_clear()
    browser = Browser(app.test_client())
    browser.sign_in("olga")
    after = people.get("olga")
    assert "m=16,t=2" in after.password
    assert after.epoch == before.epoch
    assert browser.get("/").status_code == 200


# --- guessing


@pytest.fixture
def ticking(app, clock):
    """The throttle of the pages, whose clock is moved by hand like the other one."""

    def seconds():
        return clock.at.timestamp()  # asked anew each time: it moves

    made = throttle.Throttle(seconds)
    app.extensions["conformity-gate"].throttle = made
    return made


def test_guessing_is_slowed_down_and_says_for_how_long(people, app, clock, ticking):
    browser = Browser(app.test_client())
    for _ in range(throttle.FREE):
        assert browser.sign_in("olga", "wrong wrong wrong").status_code == 422
    waits = []
    for _ in range(9):
        refused = browser.sign_in("olga")
        assert refused.status_code == 429
        assert "too many attempts" in refused.text
        waits.append(int(refused.headers["Retry-After"]))
        clock.forward(seconds=waits[-1])
        assert browser.sign_in("olga", "wrong wrong wrong").status_code == 422
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    clock.forward(seconds=throttle.LONGEST)
    assert browser.sign_in("olga").status_code == 303
    assert Browser(app.test_client()).sign_in("olga", "wrong").status_code == 422


def test_unknown_logins_are_slowed_down_too(people, app):
    browser = Browser(app.test_client())
    statuses = [browser.sign_in("nobody", "wrong").status_code for _ in range(4)]
    assert statuses == [422, 422, 422, 429]


def test_one_address_cannot_try_many_accounts(people, app, ticking):
    browser = Browser(app.test_client())
    statuses = [
        browser.sign_in(f"login{number}", "wrong").status_code
        for number in range(throttle.FOR_ADDRESS + 1)
    ]
    assert statuses == [422] * throttle.FOR_ADDRESS + [429]


class Hand:
    """A clock that is moved by hand."""

    at = 0.0

    def __call__(self):
        return self.at


@pytest.fixture
def hand():
    return Hand()


@pytest.fixture
def slow(hand):
    return throttle.Throttle(hand)


def test_a_stranger_never_locks_an_account_out(slow, hand):
    """An hour of attempts each second from one address; its owner comes each minute."""
    guesses = let_in = 0
    for second in range(3600):
        hand.at = float(second)
        guesses += slow.enter("olga", "203.0.113.9") == 0
        if second % 60 == 30:
            assert slow.enter("olga", "198.51.100.1") == 0
            slow.succeed("olga", "198.51.100.1")
            let_in += 1
    assert let_in == 60
    assert 0 < guesses <= 25


def test_a_browser_known_before_is_let_in_whatever_strangers_do(slow, hand):
    """Many addresses at once use an account's allowance up; not that of its browser."""
    for number in range(400):
        slow.enter("olga", f"10.1.{number}.1")
    assert slow.enter("olga", "198.51.100.1") > 0
    assert slow.enter("olga", "198.51.100.1", "her browser") == 0
    hand.at += throttle.HOUR / throttle.FOR_ACCOUNT + 0.1
    assert slow.enter("olga", "198.51.100.1") == 0


def test_the_cookie_of_a_good_sign_in_exempts_that_browser_and_account_alone(people, app):
    own, stranger = Browser(app.test_client()), Browser(app.test_client())
    assert own.sign_in("olga").status_code == 303
    own.post("/logout")
    for _ in range(throttle.FREE):
        assert stranger.sign_in("olga", "wrong wrong wrong").status_code == 422
        assert stranger.sign_in("emil", "wrong wrong wrong").status_code == 422
    assert stranger.sign_in("olga").status_code == 429
    assert own.sign_in("emil").status_code == 429
    assert own.sign_in("olga").status_code == 303
    known = next(cookie for cookie in own.client._cookies.values() if cookie.key.endswith("-known"))
    assert known.http_only
    assert known.same_site == "Lax"
    signed, _, signature = known.value.rpartition(".")
    forged = f"{signed}.{'b' if signature[0] == 'a' else 'a'}{signature[1:]}"
    stranger.client.set_cookie(known.key, forged)
    assert stranger.sign_in("olga").status_code == 429


def test_guesses_on_a_known_browser_are_slowed_down_too(slow):
    waits = [slow.enter("olga", "10.0.0.1", "her browser") for _ in range(5)]
    assert [wait == 0 for wait in waits] == [True, True, True, False, False]


def test_setting_the_clock_back_makes_nobody_wait(people, app, clock):
    """The throttle reads a clock that only goes forward."""
    browser = Browser(app.test_client())
    for _ in range(throttle.FREE):
        browser.sign_in("olga", "wrong wrong wrong")
    clock.forward(days=-365)
    assert int(browser.sign_in("olga").headers["Retry-After"]) <= throttle.LONGEST


def test_an_own_account_does_not_let_somebody_go_on_guessing(slow):
    for number in range(throttle.FOR_ADDRESS - 1):
        assert slow.enter(f"x{number}", "10.0.0.1") == 0
        assert slow.enter("own", "10.0.0.1") == 0
        slow.succeed("own", "10.0.0.1")
    assert slow.enter("last", "10.0.0.1") == 0
    assert slow.enter("own", "10.0.0.1") > 0


def test_many_attempts_at_once_gain_nothing(slow):
    assert [slow.enter("olga", "10.0.0.1") for _ in range(20)].count(0) == throttle.FREE
    waits = [slow.enter("olga", f"10.{number}.0.1") for number in range(200)]
    assert waits.count(0) == throttle.FOR_ACCOUNT - throttle.FREE


def test_what_is_remembered_of_guesses_is_bounded(monkeypatch, slow):
    monkeypatch.setattr(throttle, "MOST", 50)
    for number in range(500):
        slow.enter(f"x{number}", f"10.0.{number // 250}.{number % 250}")
    assert len(slow._pairs.tries) == 50
    assert len(slow._accounts.used) == 50
    assert len(slow._addresses.used) == 50


def test_addresses_of_one_customer_count_as_one(slow):
    for number in range(throttle.FOR_ADDRESS):
        assert slow.enter(f"x{number}", f"2001:db8::{number:x}") == 0
    assert slow.enter("y", "2001:db8::ffff") > 0
    assert slow.enter("y", "2001:db8:1::1") == 0


# --- roles


def forms_that_change(app):
    """Each rule that takes a form which changes something, with an address for it."""
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods or rule.endpoint in FOR_READERS:
            continue
        values = filled(rule, "x", name="looms")
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values)
        yield rule, path


def test_every_form_that_changes_something_is_refused_to_a_reader(signed_in, app):
    browser = signed_in("reader")
    refused = 0
    for rule, path in forms_that_change(app):
        response = browser.post(path)
        assert response.status_code == 403, rule
        refused += 1
    assert refused >= 12


def test_every_form_asks_for_a_role_by_itself(app, monkeypatch, signed_in):
    """Not only readers are kept out: each page names what it needs."""
    from flask import g, session

    from compliance.web.people.identity import Person

    monkeypatch.setattr("compliance.web.people.gate._limit", lambda: None)
    nobody = Person("Nobody", frozenset(), account="nobody")
    monkeypatch.setattr("compliance.web.people.gate._identify", lambda _mode: nobody)
    client = app.test_client()
    page = client.get("/verify/").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    del g, session
    checked = 0
    for rule, path in forms_that_change(app):
        response = client.post(path, data={"csrf_token": token})
        assert response.status_code == 403, rule
        checked += 1
    assert checked >= 12


ACTIONS = {
    "answer": (QUESTION, {"value": "Loom 3"}),
    "discuss": (f"{QUESTION}/note", {"note": "Is it Loom 3 or 4?"}),
    "attach": ("/a/looms/evidence/", {}),
    "assign": ("/a/looms/findings/risk.list/owner", {"owner": "Emil Engineer"}),
    "review": ("/a/looms/findings/risk.list/review", {"decision": "approve"}),
    "begin": ("/new", {"title": ""}),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ACTIONS)
def test_a_role_may_do_what_the_table_says(signed_in, role, action):
    path, data = ACTIONS[action]
    status = signed_in(role).post(path, data).status_code
    assert (status != 403) == (role in MAY[action])


@pytest.mark.parametrize("role", ROLES)
def test_pages_offer_only_what_a_role_may_do(signed_in, role):
    browser = signed_in(role)
    assert ("Begin an assessment" in browser.get("/").text) == (role in MAY["begin"])
    page = browser.get(QUESTION).text
    assert ('value="save"' in page) == (role in MAY["answer"])
    # Who answers adds a remark with the form of the answer.
    offers = f"{QUESTION}/note" in page or 'name="action" value="note"' in page
    assert offers == (role in MAY["discuss"])
    assert ("Attach files" in browser.get("/a/looms/evidence/").text) == (role in MAY["attach"])
    assert ('id="write"' in browser.get("/a/looms/issue/").text) == (role in MAY["issue"])
    assert ('href="/people/"' in page) == (role == "officer")


def test_what_somebody_records_carries_name_and_function(signed_in, workspace):
    signed_in("engineer").post(QUESTION, {"value": "Loom 3"}, QUESTION)
    line = (workspace / "looms" / "journal.jsonl").read_text("utf-8").splitlines()[-1]
    assert json.loads(line)["by"] == "Emil Engineer, engineer"


def test_roles_count_from_the_next_page_on(signed_in, people):
    browser = signed_in("engineer")
    set_roles(people, "emil", ["reader"], administrator=False)
    assert browser.post(QUESTION, {"value": "Loom 3"}).status_code == 403


# --- keeping the accounts


def test_only_who_keeps_the_accounts_sees_them(signed_in, people):
    add_account(people, login="pia", name="Pia", roles=["reader"], password=PASSWORD)
    browsers = {role: signed_in(role) for role in ROLES}
    for role, browser in browsers.items():
        expected = 200 if role == "officer" else 403
        assert browser.get("/people/").status_code == expected
        assert browser.get("/people/pia").status_code == expected
        assert browser.post("/people/pia/password").status_code == expected


def test_a_person_is_added_with_a_password_for_one_use(signed_in, app, people):
    page = signed_in("officer").post(
        "/people/", {"login": "li.na", "name": "Li Na", "roles": ["engineer", "reviewer"]}
    )
    made = re.search(r'<dd class="code once">([^<]+)<', page.text)[1]
    assert people.get("li.na").roles == ("engineer", "reviewer")
    browser = Browser(app.test_client())
    browser.sign_in("li.na", made)
    for path in ("/", "/a/looms/", "/verify/"):
        assert browser.get(path).location == "/account/"
    assert browser.post(QUESTION, {"value": "x"}).location == "/account/"
    again = {"old-password": made, "new-password": made, "same-password": made}
    assert browser.post("/account/password", again).status_code == 422
    new = {"new-password": "wolke-rasen-pinsel", "same-password": "wolke-rasen-pinsel"}
    assert browser.post("/account/password", again | new).location == "/"
    assert browser.get("/a/looms/").status_code == 200
    assert Browser(app.test_client()).sign_in("li.na", made).status_code == 422


def test_mistakes_of_a_new_account_keep_what_was_typed(signed_in):
    page = signed_in("officer").post(
        "/people/", {"login": "emil", "name": "Emil Engineer", "function": "boss"}
    )
    assert page.status_code == 422
    assert 'value="boss"' in page.text
    assert "people.roles" in page.text


def test_roles_and_access_are_changed_on_the_page(signed_in, people):
    browser, emil = signed_in("officer"), signed_in("engineer")
    browser.post("/people/emil/roles", {"roles": ["reviewer"], "administrator": "yes"})
    assert people.get("emil").roles == ("reviewer",)
    assert people.get("emil").administrator
    browser.post("/people/emil/access")
    assert people.get("emil").disabled
    assert emil.get("/").location == "/login"
    browser.post("/people/emil/access", {"access": "yes"})
    assert not people.get("emil").disabled
    assert browser.get("/people/nobody").status_code == 404


def test_the_last_administrator_cannot_lock_everybody_out(signed_in):
    page = signed_in("officer").post("/people/olga/access")
    assert page.status_code == 422
    assert "people.last" in page.text


def test_a_changed_password_ends_the_sessions_elsewhere(signed_in, app):
    here, there = signed_in("engineer"), signed_in("engineer")
    new = "wolke-rasen-pinsel"
    form = {"old-password": PASSWORD, "new-password": new, "same-password": new}
    wrong = here.post("/account/password", {**form, "old-password": "x"})
    assert wrong.status_code == 422
    assert here.post("/account/password", {**form, "same-password": "y"}).status_code == 422
    assert here.post("/account/password", form).location == "/account/"
    assert here.get("/").status_code == 200
    assert there.get("/").location == "/login"
    assert Browser(app.test_client()).sign_in("emil", new).status_code == 303


def test_other_sessions_can_be_ended_without_a_new_password(signed_in):
    here, there = signed_in("engineer"), signed_in("engineer")
    assert here.post("/account/sessions").location == "/account/"
    assert here.get("/").status_code == 200
    assert there.get("/").location == "/login"


def test_the_present_password_cannot_be_guessed_without_end(signed_in):
    browser = signed_in("engineer")
    form = {"old-password": "x", "new-password": "y", "same-password": "y"}
    statuses = [browser.post("/account/password", form).status_code for _ in range(4)]
    assert statuses == [422, 422, 422, 429]


# --- a proxy names the person


@pytest.fixture
def proxied(make_app, people):
    app = make_app(proxy_header="X-Remote-User", proxies=("10.0.0.0/24",))

    def call(peer, value=None, path="/account/"):
        headers = {} if value is None else {"X-Remote-User": value}
        return app.test_client().get(path, headers=headers, environ_overrides={"REMOTE_ADDR": peer})

    return call


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "10.0.0.9", "::ffff:10.0.0.9"])
@pytest.mark.parametrize("value", ["olga", "OLGA", "Olga Officer"])
def test_a_trusted_proxy_names_the_person(proxied, peer, value):
    page = proxied(peer, value)
    assert page.status_code == 200
    assert "Olga Officer, compliance officer" in page.text
    assert "Sign out" not in page.text


@pytest.mark.parametrize("peer", ["10.0.1.9", "192.168.0.1", "::2", "", "unknown"])
def test_nobody_else_names_a_person(proxied, peer):
    for value in ("olga", None):
        page = proxied(peer, value)
        assert page.status_code == 403
        assert "Only the proxy" in page.text
        assert "Olga Officer" not in page.text


def test_a_forwarded_address_does_not_make_a_stranger_the_proxy(make_app, people):
    app = make_app(proxy_header="X-Remote-User", proxies=("10.0.0.9",))
    headers = {"X-Remote-User": "olga", "X-Forwarded-For": "127.0.0.1, 10.0.0.9"}
    for peer, status in (("192.168.0.1", 403), ("10.0.0.9", 200)):
        page = app.test_client().get(
            "/account/", headers=headers, environ_overrides={"REMOTE_ADDR": peer}
        )
        assert page.status_code == status


@pytest.mark.parametrize("value", [None, "", "nobody", "olga, emil", "rosa"])
def test_an_unknown_person_is_refused_with_a_clear_page(proxied, people, value):
    set_disabled(people, "rosa", disabled=True)
    page = proxied("127.0.0.1", value)
    assert page.status_code == 403
    assert "no account for you" in page.text


def test_names_beyond_ascii_are_understood(proxied, people):
    add_account(people, login="lukasz", name="Łukasz Żak", roles=["reader"])
    page = proxied("127.0.0.1", "Łukasz Żak".encode().decode("latin-1"))
    assert "Łukasz Żak" in page.text


def test_the_header_means_nothing_where_no_proxy_is_trusted(people, app):
    client = app.test_client()
    response = client.get("/", headers={"X-Remote-User": "olga", "Remote-User": "olga"})
    assert response.location == "/login"


def test_another_person_at_the_proxy_gets_another_session(make_app, people):
    client = make_app(proxy_header="X-Remote-User").test_client()
    page = client.get("/verify/", headers={"X-Remote-User": "olga"}).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    client.get("/verify/", headers={"X-Remote-User": "emil"})
    response = client.post(
        QUESTION, data={"csrf_token": token, "value": "x"}, headers={"X-Remote-User": "emil"}
    )
    assert response.status_code == 400


def test_the_address_of_a_guess_is_the_one_the_proxy_saw(people, make_app):
    app = make_app(secure_cookies=True)
    seen = []
    with app.app_context():
        entered = gate().throttle.enter
        gate().throttle.enter = lambda login, address, device: (
            seen.append(address) or entered(login, address, device)
        )
    for peer, said in (("127.0.0.1", "spoof, 203.0.113.7"), ("198.51.100.1", "10.9.9.9")):
        browser = Browser(app.test_client())
        client = browser.client
        base = {"base_url": "https://localhost", "environ_overrides": {"REMOTE_ADDR": peer}}
        page = client.get("/login", **base).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        client.post(
            "/login",
            data={"csrf_token": token, "login": "olga", "password": "x"},
            headers={"X-Forwarded-For": said},
            **base,
        )
    assert seen == ["203.0.113.7", "198.51.100.1"]


# --- the command line


def test_accounts_are_kept_on_the_command_line(program_web, workspace):
    said = program_web(
        "people",
        "add",
        workspace,
        "ann",
        "--name",
        "Ann Author",
        "--function",
        "officer",
        "--role",
        "officer",
        "--administrator",
        typed="tafel-regen-kubus\n",
    )
    assert (said.status, said.out) == (0, "Added ann: Ann Author, officer\n")
    made = program_web(
        "people", "add", workspace, "ben", "--name", "Ben B", "--role", "reader", "--generate"
    )
    password = re.search(r"for one use: (\S+)", made.out)[1]
    known = People(workspace)
    assert passwords.fits(known.get("ben").password, password)
    assert known.get("ben").must_change
    assert program_web("people", "roles", workspace, "ben", "--role", "reviewer").status == 0
    assert program_web("people", "disable", workspace, "ben").status == 0
    listed = program_web("people", "list", workspace).out
    assert "ben  Ben B\n    reviewer; disabled; password for one use\n" in listed
    assert "argon2" not in listed


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["add", "{w}", "x", "--name", "X", "--role", "reader"], "people.password"),
        (["add", "{w}", "x", "--name", "X", "--role", "boss"], "people.roles"),
        (["password", "{w}", "nobody"], "people.unknown"),
        (["list", "{w}/nowhere"], "file.missing"),
        (["list", "{w}/looms"], "usage.arguments"),
    ],
)
def test_the_command_line_refuses_clearly(program_web, workspace, arguments, code):
    said = program_web("people", *(item.format(w=workspace) for item in arguments))
    assert said.status == 2
    assert f"[{code}]" in said.err


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
def test_a_password_is_asked_twice_on_a_terminal_and_never_shown(workspace, tmp_path):
    import pexpect

    arguments = ["-m", "compliance", "people", "add", str(workspace), "ann"]
    arguments += ["--name", "Ann", "--role", "officer"]
    child = pexpect.spawn(
        sys.executable, arguments, env=environment(tmp_path), cwd=ROOT, timeout=60
    )
    said = b""
    for prompt, typed in (
        ("Password: ", PASSWORD),
        ("confirmation: ", "something else"),
        ("Password: ", PASSWORD),
        ("confirmation: ", PASSWORD),
    ):
        child.expect(prompt)
        said += child.before
        child.sendline(typed)
    child.expect(pexpect.EOF)
    said += child.before
    child.close()
    assert child.exitstatus == 0
    assert PASSWORD.encode() not in said
    assert b"Added ann" in said
    assert People(workspace).get("ann").password.startswith("$argon2id$")


@pytest.fixture
def program_web(monkeypatch, capsys):
    import io

    from compliance.cli.main import run
    from tests.cli.conftest import Said

    def call(*arguments, typed=""):
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = run([str(item) for item in arguments])
        return Said(status, *capsys.readouterr())

    return call
