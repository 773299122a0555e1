"""Dashboards: turn one release database into a static site, workbooks and open data.

What belongs here: pages as data (`pages/`), words (`i18n/`), figures, formats and thin renderers.
What does not: any computation of a KPI. Every number shown is a row of the release's `kpi_values`;
the design failure this prevents is a page and a workbook that disagree.
"""

from dashboards.files import write_files
from dashboards.render_html import render_site

__all__ = ["render_site", "write_files"]
