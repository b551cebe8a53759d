# SPDX-License-Identifier: Apache-2.0
"""A world on loopback: the PyTorch index and a public index, made of tiny wheels with true metadata.

For: end-to-end tests and the quickstart's demo, where the real index cannot or should not be asked.
Promises: the same wheels byte for byte on every run; every request is in the log; faults on demand.
Never: opens a connection, binds anything but 127.0.0.1, needs more than the standard library.
"""
