#!/usr/bin/env python3
"""Which parts of the server a log-metric request keeps busy: the instructions that callgrind counts (Debian: valgrind).
They are the same on every machine, and leave out what the kernel does."""

import re
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import programs
import settings
import table

# What is shown, and the function whose calls it is.
PARTS = [("all", None),
         ("the loop: HTTP, routes, reading the request", "mltrack::transport::tcp_listener::run()"),
         ("· parsing the header", "mltrack::transport::detail::basic_http_wire<.*>::parse_header("),
         ("· the guard of hosts and origins", "mltrack::serving::guard::intercept("),
         ("· decoding the JSON", "mltrack::codec::decode_request<mltrack::schema::log_metric>("),
         ("· writing the answer", "basic_http_session<mltrack::transport::detail::timed_socket>::write("),
         ("the transaction", "mltrack::store::sql<mltrack::store::sqlite_driver>::transact("),
         ("· the rule and the new point", "mltrack::serving::write_of<mltrack::schema::log_metric>::apply"),
         ("· latest values, aggregates and the commit",
          "write_transaction<mltrack::store::sqlite_connection>::commit(")]


class Client:
    """Keep-alive connections that each log to a run of its own."""

    def __init__(self, server, connections):
        self.runs = server.connect().create_runs(connections)
        self.sockets = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(connections)]
        self.step = 0

    def log_to_all(self):
        self.step += 1
        for run, each in zip(self.runs, self.sockets):
            body = f'{{"run_id":"{run}","key":"loss","value":0.25,"timestamp":1700000000000,"step":{self.step}}}'
            each.sendall((f"POST /api/2.0/mlflow/runs/log-metric HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                          f"application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode())
        for each in self.sockets:
            answer = b""
            while not answer.endswith(b"{}"):
                answer += (more := each.recv(65536))
                if not more:
                    sys.exit(f"the server answered {answer}")


def counted(folder, wanted):
    """The file in which callgrind counted `requests` requests, once the server was warm."""
    counts = Path(folder) / "counts"
    with programs.Server(programs.MLTRACK, folder, ["valgrind", "--tool=callgrind", "--instr-atstart=no",
                                                    f"--callgrind-out-file={counts}"]) as server:
        client = Client(server, wanted.connections)

        def switch(state):
            subprocess.run(["callgrind_control", f"--instr={state}", str(server.process.pid)], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        for _ in range(20):
            client.log_to_all()
        switch("on")
        for _ in range(wanted.requests // wanted.connections):
            client.log_to_all()
        switch("off")
    return counts


def instructions_by_function(counts):
    """Instructions of each function and of what it calls, by its name; "" stands for all."""
    text = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", counts], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    found = {}
    for number, name in re.findall(r"^\s*([\d,]+) \([ \d.]+%\)\s+(.*)$", text, re.MULTILINE):
        name = "" if name.startswith("PROGRAM TOTALS") else name.split(":", 1)[-1]
        found.setdefault(name, int(number.replace(",", "")))
    return found


def main():
    wanted = settings.read(__doc__, {"requests": 320}, requests=3200, connections=16)
    with tempfile.TemporaryDirectory() as folder:
        found = instructions_by_function(counted(folder, wanted))

    def of(function):
        if function is None:
            return found[""]
        pattern = re.escape(function).replace(re.escape(".*"), ".*")
        return max((number for name, number in found.items() if re.search(pattern, name)), default=0)

    rows = [[what, table.number(of(function) / wanted.requests), f"{100 * of(function) / found['']:.0f} %"]
            for what, function in PARTS]
    table.show(f"Instructions of a log-metric request, {wanted.connections} of which come at once (bench/profile/run.py)",
               ["", "instructions", "of all"], rows)


if __name__ == "__main__":
    main()
