import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from command import SAMPLE, practise, stats


@pytest.fixture
def chat_server():
    class Handler(BaseHTTPRequestHandler):
        status = 200
        said = '{"points": [true, true, true]}'
        asked = 0

        def do_POST(self):
            Handler.asked += 1
            self.rfile.read(int(self.headers["Content-Length"]))
            text = json.dumps({"choices": [{"message": {"content": Handler.said}}]}).encode()
            self.send_response(Handler.status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    Handler.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield Handler
    server.shutdown()
    server.server_close()
    thread.join()


ODD = "It stops what flows back, so nobody upstream learns and less has to be kept.\n"


def test_a_judge_decides_on_the_points_of_a_short_answer(home, chat_server):
    judged = practise(
        home,
        "--type",
        "short",
        "--lang",
        "en",
        "--judge",
        f"m@{chat_server.url}",
        lines=ODD.encode(),
    )

    assert judged.returncode == 0, judged.stderr
    assert b"judged by m" in judged.stdout
    assert b"1 questions: 1 right" in judged.stdout
    assert f"--judge m@{chat_server.url}".encode() in judged.stdout
    assert stats(home, "--bank", str(SAMPLE))["reviews"] == 1


def test_without_being_asked_no_judge_is(home, chat_server):
    done = practise(
        home, "--type", "short", "--lang", "en", lines=ODD.encode(),
        AIGC_QUIZ_JUDGE_URL=chat_server.url, AIGC_QUIZ_JUDGE_MODEL="m",
    )  # fmt: skip

    assert b"1 questions: 0 right" in done.stdout
    assert chat_server.asked == 0


@pytest.mark.parametrize(("status", "said"), [(500, "{}"), (200, "sure!"), (200, '{"points": []}')])
def test_a_judge_without_an_opinion_leaves_the_rules_to_mark_and_says_so(
    home, chat_server, status, said
):
    chat_server.status, chat_server.said = status, said
    done = practise(
        home, "--type", "short", "--lang", "en", "--judge", f"m@{chat_server.url}",
        lines=b"It cuts the gradient and saves memory; only the discriminator is updated.\n",
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"m gave no opinion") == 1
    assert b"1 questions: 1 right" in done.stdout


def test_a_judge_that_is_no_address_is_wrong_usage(home):
    done = practise(home, "--judge", "m@nowhere", lines=b"b\n")

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--judge: 'nowhere' is no address" in done.stderr
