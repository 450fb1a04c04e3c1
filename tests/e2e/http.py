#!/usr/bin/env python3
"""The HTTP interface against its own description: every address of /openapi.json is asked, and every reply, good or not, must
be what the document says. Then what a document cannot say: origins, hosts, methods, limits, many at once.

    python3 tests/e2e/http.py build/debug/lumia          needs python3-jsonschema
"""
import sys

sys.path.pop(0)                         # this folder: the module http of the standard library is wanted, not this file

import concurrent.futures
import csv
import http.client
import io
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import urllib.parse

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
TIMEOUT = 60

# What stands for a parameter where its schema does not propose anything.
KNOWN = {"symbol": "AAPL", "name": "sma", "from": "2017-01-03", "to": "2017-06-30", "as_of": "2017-12-29", "every": "1w",
         "source": "file", "sector": "Technology", "search": "a", "file": "tiny", "job": "signal", "params": "period=5",
         "symbols": "AAPL,MSFT", "against": "MSFT", "account": "demo", "profile": "demo", "model": "minilm", "expression": "close > 0"}

passed = failed = 0


def check(name, good, story=""):
    global passed, failed
    if good:
        passed += 1
        print("ok   ", name)
    else:
        failed += 1
        print("FAIL ", name, story)
    return good


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()
        self.type = (response.headers.get("Content-Type") or "").split(";")[0]

    def json(self):
        return json.loads(self.body.decode("utf-8"), parse_constant=lambda word: 1 / 0)     # NaN is no JSON


class Site:
    """The program, serving a store of its own."""

    def __init__(self, program, data):
        self.program = program
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("LUMIA_")}
        self.env["LUMIA_DATA"] = data
        self.env["LUMIA_FETCH_VIA"] = "http://127.0.0.1:1"      # nobody is fetched from
        self.log = open(os.path.join(data, "log"), "w+")

    def lumia(self, *words):
        return subprocess.run([self.program, *words], cwd=ROOT, env=self.env, check=True, capture_output=True, text=True).stdout

    def start(self):
        self.server = subprocess.Popen([self.program, "serve", "--port", "0", "--schedule", "false"], cwd=ROOT, env=self.env,
                                       stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.host = urllib.parse.urlparse(self.server.stdout.readline().strip()).netloc

    def stop(self):
        self.server.send_signal(signal.SIGTERM)
        return self.server.wait(TIMEOUT)

    def ask(self, method, path, body=None, headers=(), query=()):
        connection = http.client.HTTPConnection(self.host, timeout=TIMEOUT)
        try:
            if query:
                path += "?" + urllib.parse.urlencode(query, doseq=True)
            connection.request(method, path, body, dict(headers))
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def post(self, path, document, **more):
        return self.ask("POST", path, json.dumps(document), {"Content-Type": "application/json", **more})


class Description:
    def __init__(self, document):
        self.document = document

    def faults(self, schema, value):
        whole = {**schema, "components": self.document["components"]}
        validator = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
        return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(value)]

    def operations(self):
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield method.upper(), path, operation

    def schema(self, operation, reply):
        if reply.status == 200:
            return operation["responses"]["200"]["content"]["application/json"]["schema"]
        return {"$ref": "#/components/schemas/problem"}

    def check_reply(self, name, operation, reply, statuses=(200,)):
        kind = "application/json" if reply.status == 200 else "application/problem+json"
        if not check(f"{name}: {reply.status}, {kind}", reply.status in statuses and reply.type == kind, f"{reply.status} {reply.type} {reply.body[:300]}"):
            return
        faults = self.faults(self.schema(operation, reply), reply.json())
        check(f"{name}: as described", not faults, "; ".join(faults[:3]))
        if reply.status != 200:
            check(f"{name}: the problem repeats its status", reply.json()["status"] == reply.status)


def values(parameter):
    """What is worth trying for a parameter."""
    schema = parameter["schema"]
    if "enum" in schema:
        return schema["enum"]
    if parameter["name"] in KNOWN:
        return [KNOWN[parameter["name"]]]
    if schema.get("type") == "boolean":
        return ["true", "false"]
    if schema.get("type") in ("integer", "number"):
        return [schema.get("default", schema.get("minimum", 1)), schema.get("minimum", 1)]
    return [schema.get("default", "x")]


def fill(path, parameters, given):
    for parameter in parameters:
        if parameter["in"] == "path":
            path = path.replace("{%s}" % parameter["name"], urllib.parse.quote(str(given.get(parameter["name"], values(parameter)[0]))))
    return path


def ask_every_get(site, about, given):
    for method, path, operation in about.operations():
        if method != "GET":
            continue
        parameters = operation["parameters"]
        there = fill(path, parameters, given)
        need = {p["name"]: KNOWN[p["name"]] for p in parameters if p["in"] == "query" and p.get("required")}
        about.check_reply(f"GET {path}", operation, site.ask("GET", there, query=need))
        check_csv(f"GET {path} as CSV", site.ask("GET", there, query={**need, "format": "csv"}))
        check_csv(f"GET {path} accepting CSV", site.ask("GET", there, query=need, headers={"Accept": "text/csv"}))
        head, full = site.ask("HEAD", there, query=need), site.ask("GET", there, query=need)
        check(f"HEAD {path}", head.status == 200 and head.body == b"" and head.headers["Content-Length"] == str(len(full.body)))
        check(f"GET {path} twice", full.body == site.ask("GET", there, query=need).body)
        for parameter in parameters:
            if parameter["in"] == "path" or parameter["name"] in ("format", "by_name"):
                continue
            for value in values(parameter):
                about.check_reply(f"GET {path} {parameter['name']}={value}", operation, site.ask("GET", there, query={**need, parameter["name"]: value}), (200, 404, 422))
        about.check_reply(f"GET {path} unknown parameter", operation, site.ask("GET", there, query={"no_such_parameter": "1"}), (422,))
        for parameter in parameters:
            if parameter["in"] == "query" and parameter["schema"].get("type") in ("integer", "boolean") and parameter["name"] != "by_name":
                name = parameter["name"]
                about.check_reply(f"GET {path} {name} twice", operation, site.ask("GET", there, query=[(name, 1), (name, 1)]), (422,))
                about.check_reply(f"GET {path} {name} of the wrong kind", operation, site.ask("GET", there, query={name: "x"}), (422,))


def check_csv(name, reply):
    if not check(f"{name}: text/csv", reply.status == 200 and reply.type == "text/csv", f"{reply.status} {reply.body[:200]}"):
        return
    rows = list(csv.reader(io.StringIO(reply.body.decode("utf-8"))))
    check(f"{name}: equal rows", len(rows) >= 1 and len({len(r) for r in rows}) == 1, str(rows[:2])[:200])


def ask_every_post(site, about):
    """Without what it needs, with what is wrong: a problem, as described; nothing is stored."""
    before = site.ask("GET", "/v1/health").json()["revision"]
    for method, path, operation in about.operations():
        if method != "POST":
            continue
        path = fill(path, operation.get("parameters", []), {})
        content = operation["requestBody"]["content"]
        takes_json = "application/json" in content
        kind = {"Content-Type": "application/json" if takes_json else "text/csv"}
        for name, body in (("no body", None), ("a broken body", "{\"a\":"), ("a body of the wrong kind", "[1,2]"), ("a number", "7")):
            about.check_reply(f"POST {path} {name}", operation, site.ask("POST", path, body, kind), (400, 422))
        if takes_json:
            about.check_reply(f"POST {path} unknown member", operation, site.post(path, {"no_such_member": 1}), (422,))
            about.check_reply(f"POST {path} unknown parameter", operation, site.ask("POST", path, "{}", kind, {"no_such_parameter": "1"}), (422,))
            about.check_reply(f"POST {path} as text", operation, site.ask("POST", path, "{}", {"Content-Type": "text/plain"}), (400,))
            schema = {"$ref": content["application/json"]["schema"]["$ref"]}
            check(f"POST {path} the document refuses an unknown member too", about.faults(schema, {"no_such_member": 1}) != [])
        else:
            about.check_reply(f"POST {path} a path of the machine", operation, site.ask("POST", path, "x", kind, {"files": "/etc/passwd"}), (422,))
        about.check_reply(f"POST {path} from another site", operation, site.ask("POST", path, "{}", {**kind, "Origin": "https://evil.example"}), (403,))
        about.check_reply(f"POST {path} to another host", operation, site.ask("POST", path, "{}", {**kind, "Host": "evil.example"}), (403,))
    check("what was refused has stored nothing", site.ask("GET", "/v1/health").json()["revision"] == before)


def post_well(site, about):
    operations = {(m, p): o for m, p, o in about.operations()}
    profile = {"risk": 40, "horizon": "10y", "capital": 50000, "exclude": ["TSLA"], "as_of": "2017-12-29"}
    one, two = site.post("/v1/recommendations", profile), site.post("/v1/recommendations", profile)
    about.check_reply("POST /v1/recommendations", operations["POST", "/v1/recommendations"], one)
    check("recommended twice, the same bytes", one.body == two.body)
    check("the same as on the command line", one.body.decode() == site.lumia("recommend", "--risk", "40", "--horizon", "10y", "--capital", "50000",
                                                                            "--exclude", "TSLA", "--as-of", "2017-12-29", "--json"))
    check("the record reads the same bytes", site.ask("GET", "/v1/recommendations/" + one.json()["id"]).body == one.body)
    check_csv("POST /v1/recommendations as CSV", site.ask("POST", "/v1/recommendations", json.dumps(profile), {"Content-Type": "application/json"}, {"format": "csv"}))
    short = site.post("/v1/recommendations", {**profile, "as_of": "2016-07-01"})
    about.check_reply("POST /v1/recommendations, insufficient", operations["POST", "/v1/recommendations"], short)
    check("insufficient is an answer", short.json()["kind"] == "insufficient" and not short.json()["positions"] and short.json()["missing"])
    simulated = site.post("/v1/recommendations", {**profile, "risk": 70, "market": "simulated", "as_of": None})
    about.check_reply("POST /v1/recommendations, simulated", operations["POST", "/v1/recommendations"], simulated)
    check("it is marked in header and body", simulated.headers["Lumia-Simulated"] == "true" and simulated.json()["simulated"])
    check("what is real is not", one.headers["Lumia-Simulated"] is None and not one.json()["simulated"])

    text = (ROOT / "tests/data/tiny.csv").read_bytes()
    kind, options = {"Content-Type": "text/csv"}, {"class": "stock", "adjust": "split", "currency": "USD", "source": "upload"}
    taken = site.ask("POST", "/v1/imports/prices", text, kind, options)
    about.check_reply("POST /v1/imports/prices", operations["POST", "/v1/imports/prices"], taken)
    check("  all of it", taken.json()["items"][0]["stored"] == text.count(b"\n") - 1)
    again = site.ask("POST", "/v1/imports/prices", text, kind, options)
    check("  and nothing the second time", again.json()["items"][0]["stored"] == 0)
    about.check_reply("POST /v1/imports/assets", operations["POST", "/v1/imports/assets"],
                      site.ask("POST", "/v1/imports/assets", (ROOT / "tests/data/names.csv").read_bytes(), kind))
    about.check_reply("POST /v1/runs", operations["POST", "/v1/runs"], site.post("/v1/runs", {"job": "signal"}))
    about.check_reply("POST /v1/runs, no such job", operations["POST", "/v1/runs"], site.post("/v1/runs", {"job": "nothing"}), (404,))
    about.check_reply("POST /v1/feeds", operations["POST", "/v1/feeds"], site.post("/v1/feeds", {"source": "yahoo", "symbol": "AAPL"}))
    about.check_reply("POST /v1/simulations", operations["POST", "/v1/simulations"],
                      site.post("/v1/simulations", {"seed": 5, "stocks": 2, "etfs": 0, "funds": 0, "crypto": 0, "from": "2017-01-01", "to": "2017-03-31"}))


def what_no_document_says(site, about):
    problem = {"$ref": "#/components/schemas/problem"}
    for name, status, reply in (
            ("no such address", 404, site.ask("GET", "/v1/nothing")), ("no such page", 404, site.ask("GET", "/nothing.html")),
            ("out of the folder", 404, site.ask("GET", "/../../etc/passwd")), ("what only the command line may", 404, site.ask("GET", "/v1/config")),
            ("DELETE", 405, site.ask("DELETE", "/v1/assets")), ("PUT", 405, site.ask("PUT", "/v1/assets/AAPL", "{}")),
            ("GET of a POST", 405, site.ask("GET", "/v1/simulations")), ("another host", 403, site.ask("GET", "/v1/assets", headers={"Host": "evil.example"})),
            ("a long address", 414, site.ask("GET", "/v1/assets?search=" + "x" * 20000)),
            ("a long header", 431, site.ask("GET", "/v1/assets", headers={"X-Long": "x" * 40000})),
            ("a symbol of odd characters", 404, site.ask("GET", "/v1/assets/" + urllib.parse.quote("A\"<>'\\ é")))):
        good = reply.status == status or (status in (404, 405, 414, 431) and 400 <= reply.status < 500)
        check(f"{name}: {status}", good, f"{reply.status} {reply.body[:200]}")
        check(f"{name}: a problem", reply.type == "application/problem+json" and not about.faults(problem, reply.json()), reply.body[:300])
    check("405 says what is allowed", site.ask("GET", "/v1/simulations").headers["Allow"] == "POST")
    own = {"Content-Type": "application/json", "Origin": "http://" + site.host}
    check("our own pages may ask", site.ask("POST", "/v1/runs", '{"job":"signal"}', own).status == 200)
    check("localhost is a name of ours", site.ask("GET", "/v1/health", headers={"Host": "localhost:1"}).status == 200)
    page = site.ask("GET", "/")
    policy = page.headers["Content-Security-Policy"] or ""
    check("the dashboard", page.status == 200 and page.type == "text/html" and b"<script" in page.body)
    check("  allows nothing from elsewhere", "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy, policy)
    check("  and has no script in it", b"onclick" not in page.body and b"<script>" not in page.body)
    for name in ("/app.js", "/style.css"):
        check(f"  {name}", site.ask("GET", name).status == 200)
    check("nosniff everywhere", all(site.ask("GET", p).headers["X-Content-Type-Options"] == "nosniff" for p in ("/", "/v1/health", "/nothing")))
    raw_requests(site)


def raw_requests(site):
    """Bytes that no client would send: an answer or an end, and the server goes on."""
    host, port = site.host.split(":")
    for name, data in (("nonsense", b"\0\1\2\r\n\r\n"), ("no host", b"GET /v1/assets HTTP/1.1\r\n\r\n"), ("two lengths", b"POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
                       b"Content-Length: 2\r\n\r\nxx"), ("a negative length", b"POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"),
                       ("a byte of UTF-8 too few", b"GET /v1/assets/%C3 HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("a NUL", b"GET /v1/assets/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n")):
        with socket.create_connection((host, int(port)), TIMEOUT) as s:
            s.sendall(data)
            s.shutdown(socket.SHUT_WR)
            line = s.recv(64)
        check(f"{name} is refused", line == b"" or line.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), line)
    check("the server goes on", site.ask("GET", "/v1/health").status == 200)


def many_at_once(site):
    """Sixteen threads read and recommend while one of them imports: everyone gets a whole answer, the same for the same question."""
    profile = {"risk": 40, "horizon": "10y", "capital": 50000, "as_of": "2017-12-29"}
    text = (ROOT / "tests/data/tiny.csv").read_bytes()

    def work(i):
        if i % 16 == 0:
            return ("import", site.ask("POST", "/v1/imports/prices", text, {"Content-Type": "text/csv"}, {"source": f"thread{i}"}).status, b"")
        if i % 4 == 0:
            reply = site.post("/v1/recommendations", {**profile, "capital": 1000 + i % 3})
            return (f"recommend {i % 3}", reply.status, reply.body)
        reply = site.ask("GET", "/v1/assets/AAPL/bars", query={"source": "file", "from": "2017-01-03"})
        return ("bars", reply.status, reply.body)

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        found = list(pool.map(work, range(160)))
    check("160 requests on 16 threads are answered", all(status == 200 for _, status, _ in found), str({s for _, s, _ in found}))
    bars = {body for name, _, body in found if name == "bars"}
    check("the same question, the same bytes", len(bars) == 1, len(bars))


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="lumia-http-") as data:
        site = Site(program, data)
        site.lumia("import", "prices", "tests/data/tiny.csv", "--class", "stock", "--adjust", "split", "--currency", "USD")
        site.lumia("import", "assets", "tests/data/names.csv")
        site.lumia("simulate", "--seed", "3", "--stocks", "5", "--etfs", "2", "--funds", "1", "--crypto", "0", "--from", "2016-06-01", "--to", "2018-02-07")
        site.lumia("run", "signal")
        site.lumia("follow", "yahoo", "MSFT")
        site.lumia("profile", "new", "demo", "--goal", "growth", "--horizon", "12y")
        site.lumia("account", "new", "demo", "--currency", "USD")
        site.lumia("import", "activities", "demo", "tests/data/activities.csv")
        site.start()
        try:
            description = site.ask("GET", "/openapi.json")
            check("/openapi.json is what `lumia openapi` prints", description.body.decode() == site.lumia("openapi"))
            about = Description(description.json())
            advice = site.post("/v1/recommendations", {"risk": 40, "horizon": "10y", "capital": 50000, "as_of": "2017-12-29"}).json()["id"]
            ask_every_get(site, about, {"id": advice})
            check("simulated assets are marked", site.ask("GET", "/v1/assets", query={"search": ".SIM"}).headers["Lumia-Simulated"] == "true")
            ask_every_post(site, about)
            post_well(site, about)
            what_no_document_says(site, about)
            many_at_once(site)
        finally:
            status = site.stop()
        check("it stops with status 0", status == 0)
        site.log.seek(0)
        log = site.log.read()
        check("nothing in its log is a bug", "internal" not in log and "Sanitizer" not in log and "Assertion" not in log, log[-500:])
    print(f"{passed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
