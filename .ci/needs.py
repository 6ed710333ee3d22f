"""Makes sure that what no Python package carries is there: installs it from apt, or says how."""

import os
import shutil
import subprocess
import sys

PACKAGES = {
    "chromium": "chromium",
    "pdftotext": "poppler-utils",
    "xgettext": "gettext",
    "nginx": "nginx",
    "certutil": "libnss3-tools",
}
OTHER_NAMES = {"chromium": ("chromium", "chromium-browser", "google-chrome")}


def main(names: list[str]) -> None:
    if names == ["--python"]:
        if sys.version_info < (3, 11):
            sys.exit(f"Homebank needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return
    missing = [name for name in names if not found(name)]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        install(sorted({PACKAGES[name] for name in missing}))
        missing = [name for name in names if not found(name)]
    if missing:
        packages = " ".join(sorted({PACKAGES[name] for name in missing}))
        sys.exit(f"Missing: {', '.join(missing)}. Install: sudo apt-get install {packages}")


def found(name: str) -> bool:
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"  # where servers are
    return any(shutil.which(other, path=path) for other in OTHER_NAMES.get(name, (name,)))


def install(packages: list[str]) -> None:
    print(f"Installing from apt: {' '.join(packages)}…", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment, **quiet)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, check=False, env=environment, **quiet)


main(sys.argv[1:])
