"""Local receivers: a mail server and a web server that keep what they are sent."""

import json
import socketserver
import threading
from dataclasses import dataclass, field
from email import message_from_string
from email.header import decode_header, make_header
from email.message import Message as Mail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class WebServer:
    """Answers every POST with `status` and `answer`; `posts` holds (path, headers, body)."""

    status: int = 200
    answer: object = field(default_factory=dict)
    posts: list[tuple[str, dict[str, str], dict]] = field(default_factory=list)
    server: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int:
        return self.server.server_port

    def start(self) -> "WebServer":
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.posts.append((self.path, dict(self.headers), json.loads(body)))
                answer = json.dumps(outer.answer).encode()
                self.send_response(outer.status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@dataclass
class MailServer:
    """Speaks as much SMTP as a client needs; refuses recipients in `unknown`."""

    mails: list[tuple[str, Mail]] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    server: socketserver.ThreadingTCPServer | None = None

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    def start(self) -> "MailServer":
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                recipient = ""
                self.say("220 local")
                while line := self.rfile.readline().decode().strip():
                    verb = line[:4].upper()
                    if verb == "RCPT":
                        recipient = line.split("<")[1].split(">")[0]
                        self.say("550 unknown" if recipient in outer.unknown else "250 ok")
                    elif verb == "DATA":
                        self.say("354 go on")
                        lines = []
                        while (text := self.rfile.readline().decode()) != ".\r\n":
                            lines.append(text)
                        outer.mails.append((recipient, message_from_string("".join(lines))))
                        self.say("250 taken")
                    elif verb == "QUIT":
                        self.say("221 bye")
                        return
                    else:
                        self.say("250 ok")

            def say(self, text: str) -> None:
                self.wfile.write(f"{text}\r\n".encode())

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def subject(mail: Mail) -> str:
    return str(make_header(decode_header(mail["Subject"])))


def text(mail: Mail) -> str:
    """All readable parts of a mail."""
    parts = [part for part in mail.walk() if not part.is_multipart()]
    return "\n".join(part.get_payload(decode=True).decode() for part in parts)
