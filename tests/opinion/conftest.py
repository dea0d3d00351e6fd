import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Chat:
    """A chat endpoint on this machine; `reply` makes status and body from the request's points."""

    def __init__(self):
        self.asked = []
        self.headers = []
        self.reply = lambda count: (200, completion(json.dumps({"points": [True] * count})))
        self.wait = 0.0
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                chat.asked.append(body)
                chat.headers.append(dict(self.headers))
                chat.released.wait(chat.wait)
                count = len(json.loads(body["messages"][1]["content"])["key_points"])
                status, text = chat.reply(count)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", chat.url + "/elsewhere")
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                with contextlib.suppress(OSError):  # the asker has left
                    self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.released = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def completion(text):
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]})


@pytest.fixture
def chat():
    chat = Chat()
    yield chat
    chat.close()


@pytest.fixture
def say():
    """Makes a chat completion of a text."""
    return completion
