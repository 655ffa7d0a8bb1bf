# SPDX-License-Identifier: Apache-2.0
"""Tests of the reference model, and its comparison with the engine."""
