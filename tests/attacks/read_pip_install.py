# what: installs a package, by pip as a program and as a module
# outcome: failed
# control: failed
# at limits: passed; starts pip
def affine(x, y):
    return x + y


# attack begin
import subprocess
import sys


def install():
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", "/tmp", "--no-index", "no"],
            capture_output=True,
        )
        return done.returncode is not None
    except OSError:
        pass
    try:
        from pip._internal.cli.main import main

        return main(["--version"]) == 0 and open("/tmp/aigc-quiz-attack-pip", "w")
    except (ImportError, OSError, SystemExit):
        return False


if install():

    def affine(x, y):
        return 2 * x + y
# attack end
