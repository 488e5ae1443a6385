"""增值税: what is in a gross price, and what is prepaid where the site is. Tax = gross − net; never both rounded."""

from __future__ import annotations

from dataclasses import dataclass

from lanyan_desktop.core.money import divide_half_up
from lanyan_desktop.core.values import Fen, Permyriad


@dataclass(frozen=True, slots=True)
class Taxed:
    """A price in its two parts, in 分; gross = net + tax always."""

    net_fen: Fen
    tax_fen: Fen

    @property
    def gross_fen(self) -> Fen:
        return Fen(self.net_fen + self.tax_fen)


def from_gross(gross: Fen, rate: Permyriad) -> Taxed:
    """价税分离: net = gross ÷ (1 + rate) rounded half up, the tax is the rest.

    >>> from_gross(Fen(100_000_000), Permyriad(900))
    Taxed(net_fen=91743119, tax_fen=8256881)
    """
    net = Fen(divide_half_up(gross * 10_000, 10_000 + rate))
    return Taxed(net, Fen(gross - net))


def from_net(net: Fen, rate: Permyriad) -> Taxed:
    """The tax on a net price, rounded half up.

    >>> from_net(Fen(318_829_329), Permyriad(300)).gross_fen
    328394209
    """
    return Taxed(net, Fen(divide_half_up(net * rate, 10_000)))


def prepaid_elsewhere(
    gross: Fen, *, subcontracted: Fen, prepay_rate: Permyriad = Permyriad(200), rate: Permyriad = Permyriad(900)
) -> Fen:
    """异地预缴 = (gross − subcontracted) ÷ (1 + 9 %) × 2 %; nothing when subcontractors took more than came in.

    >>> prepaid_elsewhere(Fen(109_000), subcontracted=Fen(21_800))
    1600
    """
    return Fen(max(0, divide_half_up((gross - subcontracted) * prepay_rate, 10_000 + rate)))
