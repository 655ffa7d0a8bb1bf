# SPDX-License-Identifier: Apache-2.0
"""The slow reference model: docs/odd/numerics.md and docs/odd/submodels.md, written down a second time.

It shares no code with the engine and imports nothing but the standard library.
"""
