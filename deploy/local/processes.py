"""The processes of the services on one machine."""

from __future__ import annotations

import http.client
import sys
from dataclasses import dataclass

from deploy.local.ports import Ports
from deploy.local.program import Program

SERVICES = ("intake", "scoring", "funding", "notify")


@dataclass(frozen=True, slots=True)
class ServiceProcess:
    """One process of a service, started as ``python -m services.chassis.process SERVICE ROLE``.

    ``api`` serves HTTP, the others serve their metrics only.
    """

    service: str
    role: str

    @property
    def name(self) -> str:
        return f"{self.service}-{self.role}"

    @property
    def port(self) -> str:
        """The name of its port."""
        return self.service if self.role == "api" else self.name

    @property
    def command(self) -> tuple[str, ...]:
        return (sys.executable, "-m", "services.chassis.process", self.service, self.role)

    def program(self, ports: Ports) -> Program:
        """How the supervisor starts it."""
        variable = "LIANZHU_API_PORT" if self.role == "api" else "LIANZHU_METRICS_PORT"
        environment = {variable: str(ports[self.port]), "LIANZHU_API_HOST": "127.0.0.1"}
        return Program(self.name, "services", self.command, environment, stop_within=15)

    def url(self, ports: Ports) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{ports[self.port]}"

    def ready(self, ports: Ports) -> bool:
        """Whether it can do its work now: an API says so itself; the others have started when their metrics can be read."""
        connection = http.client.HTTPConnection("127.0.0.1", ports[self.port], timeout=5)
        try:
            connection.request("GET", "/ready" if self.role == "api" else "/metrics")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def service_processes() -> tuple[ServiceProcess, ...]:
    """Every process of every service, as each service declares them."""
    from services.chassis.roles import find  # slow: it brings the whole of every service

    return tuple(ServiceProcess(service, role) for service in SERVICES for role in find(service).processes)
