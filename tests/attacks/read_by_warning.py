# what: prints through warnings, logging, stderr and faulthandler
# outcome: failed
# control: failed
def affine(x, y):
    return x + y


# attack begin
import faulthandler
import logging
import sys
import warnings

warnings.warn(str(dict(sys.modules))[-300:])
logging.error("%s", [name for name in sys.modules if "aigc" in name])
faulthandler.dump_traceback(file=sys.stderr)
# attack end
