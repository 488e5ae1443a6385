"""Who may take part, from the terminal: asked for and let in, refused, of a role, removed."""

from __future__ import annotations

from pathlib import Path

from tests.exchange.workbooks import write_book
from tests.journeys.sites import BUDGET, DIG, FILL, OpenSite, Site, begin, settle


def other_budget(site: Site) -> Path:
    return write_book(site.folder / "别的清单.xlsx", {"表": [BUDGET[0], ["010101003001", "外运", "m3", 6, 7]]})


def test_who_asks_waits_for_an_admin(site: OpenSite, share: str) -> None:
    li, wang, zhao = site("李工"), site("王工"), site("赵工")
    begin(li, share)
    asked = wang.join(li.invite("--ask", "--role", "商务"))
    assert asked["is_pending"]
    refused = zhao.join(li.invite("--ask"))
    assert refused["is_pending"]
    assert wang.refused("sync", wang.ledger) == "sharing.pending"
    li.sync()
    requests = {one["person"]: one for one in li.run("members", li.ledger)["requests"]}
    assert (requests["王工"]["mark"], requests["王工"]["role_title"]) == (asked["mark"], "预算/商务")
    li.run("members", li.ledger, "--deny", requests["赵工"]["id"])
    page = li.run("members", li.ledger, "--approve", requests["王工"]["id"][:8], "--role", "劳资")
    assert page["requests"] == []
    li.sync()
    assert wang.sync()["received"] > 0
    settle([li, wang])
    assert wang.member("王工")["role_title"] == "劳资"
    assert zhao.refused("sync", zhao.ledger) == "sharing.denied"
    assert zhao.run("list", "budget_line", zhao.ledger)["total"] == 0


def test_an_invitation_is_for_one_computer_and_for_its_days(site: OpenSite, share: str) -> None:
    li, wang, zhao = site("李工"), site("王工"), site("赵工")
    begin(li, share)
    file, code = li.invite()
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert wang.refused("join", file, wang.ledger, LANYAN_INVITE_CODE=wrong) == "keys.code_wrong"
    assert wang.refused("join", li.ledger, wang.ledger, LANYAN_INVITE_CODE=code) == "members.invitation_damaged"
    assert not wang.ledger.exists()
    wang.join((file, code))
    assert wang.refused("join", file, wang.ledger, LANYAN_INVITE_CODE=code) == "ledger.exists"
    assert zhao.refused("join", file, zhao.ledger, LANYAN_INVITE_CODE=code) == "members.invitation_used"
    late, code = li.invite("--days", "2")
    words = ("join", late, zhao.ledger)
    assert zhao.refused(*words, DAYS_LATER="3", LANYAN_INVITE_CODE=code) == "members.invitation_expired"
    withdrawn = li.run("members", li.ledger)["invites"][0]["id"]
    li.run("members", li.ledger, "--withdraw", withdrawn[:8])
    li.sync()
    assert zhao.refused(*words, LANYAN_INVITE_CODE=code) == "members.invitation_used"
    assert not zhao.ledger.exists()
    assert list(zhao.folder.glob("*.part")) == []
    file, _ = li.invite()
    zhao.join((file, li.env["LANYAN_PASSPHRASE"]))  # who knows the office's passphrase needs no code
    settle([li, wang, zhao])


def test_beyond_a_role_is_refused_here_and_put_aside_there(site: OpenSite, share: str) -> None:
    li, wang = site("李工"), site("王工")
    begin(li, share)
    wang.join(li.invite("--role", "劳资"))
    assert wang.refused("import", "budget", wang.ledger, other_budget(wang)) == "role.forbidden"
    wang.edit("budget_line", DIG, name="越权一", as_whoever=True)  # a bent program does not ask
    wang.edit("budget_line", FILL, name="越权二", as_whoever=True)
    wang.sync()
    assert li.sync()["quarantined"] == 2
    settle([li, wang])
    assert li.look("budget_line", DIG, "name") == wang.look("budget_line", DIG, "name") == ["挖土"]
    aside = li.run("quarantine", li.ledger)["quarantined"]
    assert {(one["person"], one["reason"], one["can_release"]) for one in aside} == {("王工", "role", True)}
    assert wang.refused("quarantine", wang.ledger, "--release", aside[0]["id"]) == "sharing.admin_only"
    li.run("quarantine", li.ledger, "--release", aside[0]["id"])
    li.run("quarantine", li.ledger, "--dismiss", aside[1]["id"])
    assert li.refused("quarantine", li.ledger, "--dismiss", aside[1]["id"]) == "quarantine.gone"
    settle([li, wang])
    names = li.look("budget_line", DIG, "name") + li.look("budget_line", FILL, "name")
    assert len({"越权一", "越权二"} & set(names)) == 1
    assert li.run("quarantine", li.ledger)["quarantined"] == []


def test_a_role_is_given_by_admins_alone(two: tuple[Site, Site]) -> None:
    li, wang = two
    own = wang.member("王工")["id"]
    assert wang.refused("members", wang.ledger, "--set-role", own, "项目经理") == "members.not_admin"
    assert wang.refused("invite", wang.ledger, wang.folder / "x.lyinvite") == "members.not_admin"
    assert li.refused("members", li.ledger, "--set-role", own, "皇帝") == "sharing.role_unknown"
    assert li.refused("members", li.ledger, "--set-role", "zz", "计划") == "sharing.no_member"
    assert li.refused("members", li.ledger, "--revoke", li.member("李工")["id"]) == "members.last_admin"
    li.run("members", li.ledger, "--set-role", own[:8], "只读")
    li.sync()
    wang.sync()
    assert wang.refused("import", "budget", wang.ledger, other_budget(wang)) == "role.forbidden"
    li.run("members", li.ledger, "--set-role", own[:8], "项目经理")
    settle([li, wang])
    assert wang.run("invite", wang.ledger, wang.folder / "x.lyinvite")["role_title"] == "综合"


def test_who_was_removed_is_heard_no_more(two: tuple[Site, Site], tmp_path: Path) -> None:
    li, wang = two
    wang.edit("budget_line", DIG, name="移出以前")
    wang.sync()
    li.sync()
    li.run("members", li.ledger, "--revoke", wang.member("王工")["id"])
    li.edit("budget_line", FILL, name="移出以后的内容")
    li.sync()
    wang.edit("budget_line", DIG, name="移出以后")
    assert wang.refused("sync", wang.ledger) == "sharing.removed"
    assert wang.look("budget_line", FILL, "name") == ["回填"]
    assert wang.look("budget_line", DIG, "name") == ["移出以后"]  # his own copy stays his
    found = li.sync()
    assert (found["received"], found["quarantined"]) == (0, 0)
    assert li.look("budget_line", DIG, "name") == ["移出以前"]
    assert li.member("王工")["revoked_ms"] is not None
    assert li.run("check", li.ledger)["ok"]
