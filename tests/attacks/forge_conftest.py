# what: comes with a conftest.py, a plugin and a setup.cfg that would decide a test run
# outcome: failed
# control: failed
# beside: conftest.py pytest.py setup.cfg
def affine(x, y):
    return x + y


# attack begin
import sys

collect_ignore_glob = ["*"]
pytest_plugins = ["hostile"]


def pytest_runtest_makereport(item, call):
    call.excinfo = None


def pytest_sessionfinish(session, exitstatus):
    session.exitstatus = 0


sys.modules.setdefault("pytest", sys.modules[__name__])
# attack end
