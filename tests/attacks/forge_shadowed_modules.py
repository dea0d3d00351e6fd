# what: comes with a torch.py, an os.py and a numpy.py of its own
# outcome: failed
# control: failed
# beside: torch.py os.py numpy.py json.py random.py aigc_quiz.py
def affine(x, y):
    return x + y


# attack begin
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, "")
for name in ("random", "json"):
    sys.modules.pop(name, None)
import json
import random

import torch
# attack end
