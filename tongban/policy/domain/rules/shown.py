"""Results in the form people say them (结果的说法): months of age as years and months.

>>> shown(Decimal(721), "years_and_months"), shown(Decimal(756), "years_and_months")
('60岁1个月', '63岁')
"""

from decimal import Decimal
from typing import Any


def shown(value: Any, how: str | None) -> Any:
    """Say a result the way its clause asks for; as it is where it asks for nothing."""
    if how != "years_and_months" or not isinstance(value, Decimal):
        return value
    years, months = divmod(int(value), 12)
    return f"{years}岁{months}个月" if months else f"{years}岁"
