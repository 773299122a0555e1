"""A standalone Spark master and one worker on loopback, each a process of its own."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

HOST = "127.0.0.1"
_DEADLINE = 120  # seconds a process may take to say that it listens

# Read by master, worker and driver. Only who knows the secret may use the cluster. A small city is many small tasks: few
# partitions, plans made once, and the compiler that starts fast.
_DEFAULTS = """\
spark.authenticate true
spark.authenticate.secret {secret}
spark.driver.host {host}
spark.driver.memory {memory}
spark.executor.memory {memory}
spark.ui.enabled false
spark.ui.showConsoleProgress false
spark.sql.shuffle.partitions {cores}
spark.sql.adaptive.enabled false
spark.sql.warehouse.dir {folder}/tables
spark.hadoop.javax.jdo.option.ConnectionURL jdbc:derby:;databaseName={folder}/metastore;create=true
spark.driver.extraJavaOptions {jvm} "-Dderby.stream.error.file={folder}/derby.log"
spark.executor.extraJavaOptions {jvm}
"""
_JVM = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m"


class ClusterFailed(RuntimeError):
    """Master or worker did not come up; the text holds the end of its log."""


@contextmanager
def standalone_cluster(spark_home: Path, folder: Path, cores: int = 2, memory: str = "2g") -> Iterator[Path]:
    """A master and a worker of `cores` and `memory`, on ports chosen by the system; both are gone afterwards.

    Yields the configuration folder (SPARK_CONF_DIR) of a driver that uses them and keeps its tables in
    `folder`/tables. Raises ClusterFailed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "conf"
    configuration.mkdir(mode=0o700)
    defaults = configuration / "spark-defaults.conf"
    defaults.write_text(
        _DEFAULTS.format(
            jvm=_JVM, secret=token_hex(32), host=HOST, memory=memory, cores=cores, folder=folder
        ),
        encoding="utf-8",
    )
    worker = ["--cores", str(cores), "--memory", memory, "--work-dir", str(folder / "work")]
    with (
        _daemon(spark_home, folder, "master", [], r"Starting Spark master at (spark://\S+)") as master,
        _daemon(
            spark_home, folder, "worker", [*worker, master], r"Successfully registered with master (\S+)"
        ),
    ):
        with defaults.open("a", encoding="utf-8") as text:
            text.write(f"spark.master {master}\n")
        yield configuration


@contextmanager
def _daemon(spark_home: Path, folder: Path, role: str, arguments: list[str], ready: str) -> Iterator[str]:
    """Runs a master or worker until the block ends; gives what `ready` finds in its log."""
    log = folder / f"{role}.log"
    environment = os.environ | {
        "SPARK_HOME": str(spark_home),
        "SPARK_CONF_DIR": str(folder / "conf"),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": "512m",
        "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
        "SPARK_LOCAL_DIRS": str(folder / "local"),
    }
    name = f"org.apache.spark.deploy.{role}.{role.capitalize()}"
    command = [
        str(spark_home / "bin" / "spark-class"),
        name,
        "--host",
        HOST,
        "--port",
        "0",
        "--webui-port",
        "0",
    ]
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    try:
        yield _wait_for(process, log, ready)
    finally:
        _stop(process)


def _wait_for(process: subprocess.Popen, log: Path, ready: str) -> str:
    end = time.monotonic() + _DEADLINE
    while time.monotonic() < end and process.poll() is None:
        if found := re.search(ready, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.2)
    raise ClusterFailed(f"{log.stem} did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen) -> None:
    """Ask the whole process group, then insist: executors are children of the worker."""
    for word in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        os.killpg(process.pid, word)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            continue
