"""From the files in `raw/` to editions: what was delivered, whose paper it is, of which day, which pages.

Nothing in here reads a page; `plan` is told what the pages say and decides which belong together.
"""

from pipelines.intake.remote import raw_folder
from pipelines.intake.scan import RawScan, delivered_days, scan_raw

__all__ = ["RawScan", "delivered_days", "raw_folder", "scan_raw"]
