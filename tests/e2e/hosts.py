# SPDX-License-Identifier: Apache-2.0
"""Machines by description, as `--host` takes them."""

GTX_1080 = "gpu=GTX 1080,driver=580.95.05"
V100 = "gpu=V100,driver=580.95.05"
H100 = "gpu=H100,driver=580.95.05"
RTX_5090 = "gpu=RTX 5090,driver=580.95.05"
RTX_5090_R570 = "gpu=RTX 5090,driver=570.124.06"
RTX_3090_R535 = "gpu=RTX 3090,driver=535.183.01"
GTX_1080_AND_RTX_4090 = "gpu=GTX 1080,gpu=RTX 4090,driver=580.95.05"
RX_7900_XTX = "gpu=gfx1100"
RX_7900_XTX_SECOND = "gpu=gfx1036,gpu=gfx1100"  # an integrated GPU that no build lists comes first
ARC_B580 = "gpu=8086:e20b"
UHD_770 = "gpu=8086:4680"
NOUVEAU = "gpu=GTX 1080,module=nouveau"
NO_GPU = "arch=x86_64"
