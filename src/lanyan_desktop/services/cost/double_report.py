"""`lanyan cost check`: the proof that nothing is counted twice, as plain data and as lines for people."""

from __future__ import annotations

from lanyan_desktop.core.records import KINDS
from lanyan_desktop.core.records.project import Project
from lanyan_desktop.services.cost.double_counting import Proof, prove
from lanyan_desktop.services.cost.report import money
from lanyan_desktop.store.reader import Reader

Json = dict[str, object]


def check_json(reader: Reader, project: Project) -> Json:
    """`ok`, what was looked at (`checked`), the sum `twice` in 元, and `findings` with their `records`."""
    proof = prove(reader, project_id=project.id)
    return {
        "project": project.code,
        "name": project.name,
        "ok": proof.is_proved,
        "checked": _checked(proof),
        "twice": money(proof.amount_fen),
        "findings": [
            {
                "rule": one.rule,
                "text": one.text,
                "amount": money(one.amount_fen),
                "records": [
                    {"kind": kind, "id": key.hex(), "name": reader.labels(kind, [key]).get(key, "")}
                    for kind, key in one.records
                ],
            }
            for one in proof.findings
        ],
    }


def _checked(proof: Proof) -> Json:
    return {
        "entries": proof.entries, "settlements": proof.settlements, "slips": proof.slips, "wages": proof.wages,
    }  # fmt: skip


def check_lines(reader: Reader, project: Project) -> list[str]:
    """One line a finding, and below it the records that show it."""
    proof = prove(reader, project_id=project.id)
    looked = (
        f"看过实际成本 {proof.entries} 笔、计量结算 {proof.settlements} 期、点工单 {proof.slips} 张、"
        f"工资 {proof.wages} 批"
    )
    if proof.is_proved:
        return [f"{project.name}  {looked}：没有重复计入"]
    lines = [f"{project.name}  {looked}：{len(proof.findings)} 处重复，多计 {money(proof.amount_fen)} 元"]
    for one in proof.findings:
        lines.append(f"{one.rule}  {one.text}  {money(one.amount_fen)} 元")
        lines += [f"    {KINDS[kind].title}  {reader.labels(kind, [key]).get(key, '')}" for kind, key in one.records]
    return lines
