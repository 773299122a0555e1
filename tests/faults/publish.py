"""One act of publishing as the product does it, without models: a process to be stopped at any system call.

python -m tests.faults.publish publish|approve|rollback <home> <template> <release>
"""

import shutil
import sys
from datetime import date
from pathlib import Path

from pipelines import release_life, releases
from pipelines.settings import Settings


def main(act: str, home: Path, template: Path, release_id: str) -> None:
    settings = Settings(home, home / "landing", home / "secret", date(2021, 11, 30))
    if act == "rollback":
        if releases.current_id(settings.releases) != release_id:
            release_life.rollback(settings, release_id, "input", "科长", "复核")
        return
    waiting = release_life.checked(settings.releases)
    if act == "publish" or waiting is None:
        draft = releases.start_draft(settings.releases, release_id)
        shutil.copytree(template, draft, dirs_exist_ok=True)
        previous = releases.current_id(settings.releases) or ""
        releases.seal(
            draft, release_id, {"as_of": "2021-11-30", "previous": previous, "fingerprint": release_id}
        )
        if act == "publish":
            release_life.put_out(settings, draft, release_id)
            return
        release_life.hold(settings.releases, draft, release_id)
    release_life.approve(settings, release_id, "科长")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
