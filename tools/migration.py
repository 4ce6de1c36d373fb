"""Write a migration from the models: `python tools/migration.py 0005 "say what it does"`. Read it before you commit it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alembic import command  # noqa: E402
from alembic.config import Config  # noqa: E402

from intake.storage.embedded import temporary_cluster  # noqa: E402


def main(number: str, message: str) -> None:
    with temporary_cluster() as cluster:
        cluster.create_database("scratch")
        os.environ["DATABASE_OWNER_URL"] = cluster.owner_url("scratch")
        os.environ["DATABASE_URL"] = cluster.app_url("scratch")
        settings = Config(str(ROOT / "alembic.ini"))
        command.upgrade(settings, "head")
        script = command.revision(settings, message, autogenerate=True, rev_id=number)
        tidy(Path(script.path))


def tidy(file: Path) -> None:
    """Drop the generator's remarks and format."""
    lines = [line for line in file.read_text().splitlines(keepends=True) if "Alembic" not in line]
    file.write_text("".join(lines))
    for arguments in (("check", "--select", "F,I,UP", "--fix", "--quiet"), ("format", "--quiet")):
        subprocess.run([sys.executable, "-m", "ruff", *arguments, str(file)], check=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
