"""The command line where the project is not installed: ``python -m deploy.cli``."""

from deploy.cli.main import app

app(prog_name="lianzhu")
