"""Lines are laid on accounts by rule: looked at first, written in one step, undone in one."""

from __future__ import annotations

from lanyan_desktop.services.cost.line_rules import LineRule, apply_rules, preview_rules
from lanyan_desktop.store.reader import Where
from tests.services.site import Site


def test_the_first_rule_a_line_meets(site: Site) -> None:
    ledger = site.ledger
    (version,) = ledger.ids("budget_version")
    first, second = ledger.ids("cost_account")[:2]
    rules = [
        LineRule(account_id=first, code="0105"),
        LineRule(account_id=second, code="01"),
        LineRule(account_id=first),
    ]
    before = ledger.columns("budget_line", ["id", "code", "account_id"])
    found = preview_rules(ledger, rules, version_id=version)
    assert ledger.columns("budget_line", ["id", "code", "account_id"]) == before
    codes = {key: str(code or "") for key, code, _ in before}
    assert set(found) == {key for key, code, account in before if str(code or "").startswith("01") and account is None}
    assert all(account == (first if codes[key].startswith("0105") else second) for key, account in found.items())
    assert apply_rules(ledger, rules, version_id=version) == len(found) > 0
    assert preview_rules(ledger, rules, version_id=version) == {}
    assert apply_rules(ledger, rules, version_id=version) == 0
    ledger.undo()
    assert ledger.columns("budget_line", ["id", "code", "account_id"]) == before


def test_a_line_that_has_its_account_keeps_it_unless_told(site: Site) -> None:
    ledger = site.ledger
    (version,) = ledger.ids("budget_version")
    placed = ledger.ids("budget_line", where=[Where("account_id", "not null"), Where("code", "not null")])[0]
    ((code, account),) = ledger.page("budget_line", [placed], ["code", "account_id"]).values()
    other = next(key for key in ledger.ids("cost_account") if key != account)
    rules = [LineRule(account_id=other, code=str(code))]
    assert placed not in preview_rules(ledger, rules, version_id=version)
    assert preview_rules(ledger, rules, version_id=version, is_replacing=True)[placed] == other
