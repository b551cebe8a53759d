# SPDX-License-Identifier: Apache-2.0
"""A certificate authority for one test run.

For: TLS servers on 127.0.0.1 that a client trusts only when it is told to.
Promises: a CA file, and a certificate and key for 127.0.0.1 signed by it, made by the openssl command.
Never: leaves the folder it was given; touches the system's trust.
"""
import fcntl
import subprocess
from pathlib import Path
from typing import Sequence, Tuple


def authority(folder: Path, hosts: Sequence[str] = ()) -> Tuple[str, Tuple[str, str]]:
    """(CA file, (certificate, key)) in `folder`, made unless they are there; the certificate is for `hosts`, too."""
    folder.mkdir(parents=True, exist_ok=True)
    ca, certificate, key = folder / "ca.pem", folder / "server.pem", folder / "server.key"
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not certificate.exists():
            _make(folder, hosts)
    return str(ca), (str(certificate), str(key))


def _make(folder: Path, hosts: Sequence[str]) -> None:
    _openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-days", "30", "-subj", "/CN=loopback test authority",
             "-addext", "keyUsage=critical,keyCertSign", "-keyout", "ca.key", "-out", "ca.pem")
    _openssl(folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-subj", "/CN=127.0.0.1", "-keyout", "server.key", "-out", "server.csr")
    names = ",".join(["IP:127.0.0.1", *(f"DNS:{host}" for host in ("localhost", *hosts))])
    (folder / "san.txt").write_text(f"subjectAltName={names}\n")
    _openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
             "-CAcreateserial", "-days", "30", "-extfile", "san.txt", "-out", "server.pem")


def _openssl(folder: Path, *arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"openssl {arguments[0]} failed: {done.stderr}")
