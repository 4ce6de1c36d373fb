"""The system's own programs that tests drive, installed where that is possible: Debian as root. `python -m tools.packages`."""

import os
import shutil
import subprocess
import sys

# By program: the package of Debian that brings it. tests/deploy drives them on the deployment examples.
NEEDED = {"nginx": "nginx-light", "openssl": "openssl", "systemd-analyze": "systemd"}
PATH = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}/usr/sbin"


def find(program: str) -> str | None:
    return shutil.which(program, path=PATH)


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(package: str) -> bool:
    """True when it is there now; an old list of packages is made new once."""
    install = ["install", "-y", "-qq", "--no-install-recommends", package]
    return _apt(install) or (_apt(["update", "-qq"]) and _apt(install))


def tell(text: str) -> None:
    """To the error stream, because what is printed may be an answer."""
    print(text, file=sys.stderr, flush=True)


def _apt(arguments: list[str]) -> bool:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", *arguments], env=quiet, capture_output=True).returncode == 0


def main() -> None:
    for program, package in NEEDED.items():
        if find(program) is None and can_install():
            tell(f"· {program}: installing the system's package {package}")
            install(package)
        if find(program) is None:
            tell(f"· {program} is not here (Debian: apt install {package}): the tests that drive it are skipped, and fail in CI")


if __name__ == "__main__":
    main()
