"""An independent calculation of the KPIs in plain Python, straight from the written rules.

It shares no code with the warehouse; tests compare both. See `expected_kpis`.
"""

from tests.oracle.calculation import expected_kpis, required
from tests.oracle.common import Key, Value

__all__ = ["Key", "Value", "expected_kpis", "required"]
