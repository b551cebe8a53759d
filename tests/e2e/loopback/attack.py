# SPDX-License-Identifier: Apache-2.0
"""The torchtriton incident of December 2022, rebuilt.

For: proving that a name which a build brings from its own index is taken from nowhere else.
Promises: our index has torch 2.9.1+<tag> -> torchtriton 2.0.0, and 2.9.1+xpu without it; the strangers have torchtriton 2.0.0 and 99, the very
torch and a newer one; importing any of those writes the canary file named by $LOOPBACK_CANARY.
Never: writes anything else.
"""
from typing import Dict, List

from .wheels import Wheel

CANARY = ("import os\n"
          "if 'LOOPBACK_CANARY' in os.environ:\n"
          "    open(os.environ['LOOPBACK_CANARY'], 'a').write(__name__ + ' ' + __version__ + '\\n')\n")
TAGS = ("cu126", "cu128", "cu130", "rocm6.4", "cpu")


def shelves(public: List[Wheel]) -> Dict[str, List[Wheel]]:
    """The index of the PyTorch layout, and a `public` and an `evil` shelf with the stranger's wheels on top."""
    result = {f"torch/{tag}": [Wheel("torch", f"2.9.1+{tag}", requires=("torchtriton==2.0.0", "filelock")),
                               Wheel("torchtriton", "2.0.0")] for tag in TAGS}
    # A build that does not need it, beside somebody who does.
    result["torch/xpu"] = [Wheel("torch", "2.9.1+xpu", requires=("filelock",)), Wheel("torchtriton", "2.0.0")]
    strangers = [Wheel("torchtriton", "2.0.0", code=CANARY), Wheel("torchtriton", "99", code=CANARY)]
    torch = [Wheel("torch", version, requires=("torchtriton", "filelock"), code=CANARY)
             for version in ("2.9.1", "99", *(f"2.9.1+{tag}" for tag in TAGS))]
    basics = [wheel for wheel in public if wheel.name in ("filelock", "colorama")]
    basics.append(Wheel("needs-torchtriton", "1.0", requires=("torchtriton>=1",)))
    result["public"] = basics + strangers + [wheel for wheel in torch if "+" not in wheel.version]
    result["evil"] = strangers + torch
    return result
