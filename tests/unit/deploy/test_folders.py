"""Where a platform's control socket lies: the kernel takes 107 bytes of path."""

from __future__ import annotations

import socket
from pathlib import Path

from deploy.local.folders import socket_in


def test_the_socket_lies_in_the_platforms_folder_where_the_path_is_short() -> None:
    assert socket_in(Path("/p/.lianzhu/dev")) == Path("/p/.lianzhu/dev/supervisor.sock")


def test_a_project_with_a_long_path_gets_a_private_socket_that_can_be_bound(tmp_path: Path) -> None:
    folder = tmp_path / ("长" * 40) / "dev"
    path = socket_in(folder)
    assert path == socket_in(folder)
    assert path != socket_in(folder.with_name("demo"))
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{path}.{2**22}")
        Path(f"{path}.{2**22}").unlink()
    path.parent.rmdir()
    socket_in(folder.with_name("demo")).parent.rmdir()
