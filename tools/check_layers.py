#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds every #include of src/, cli/ and include/ against deps.txt.

A line of deps.txt reads `layer: layers it may include [headers from elsewhere]`. A layer is a folder of src/, or `cli`,
or `include` (the public headers). Its own folder and the headers of standard C are always allowed. Fails on an include
that is not allowed, on one that nothing provides, on a cycle among layers, on a folder without a line, and on two files of one name.
"""

import argparse
import pathlib
import re
import sys

STANDARD = frozenset("""
    assert.h complex.h ctype.h errno.h fenv.h float.h inttypes.h iso646.h limits.h locale.h math.h setjmp.h signal.h
    stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h tgmath.h
    threads.h time.h uchar.h wchar.h wctype.h
""".split())
SUFFIXES = (".c", ".h", ".def")
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
RULE = re.compile(r"^([a-z]+):([^\[\]]*)(?:\[([^\]]*)\])?\s*$")


class Rule:
    def __init__(self, layers, external):
        self.layers = frozenset(layers)
        self.external = frozenset(external)


def read_rules(text):
    """deps.txt as {layer: Rule}, and what is wrong with it."""
    rules, problems = {}, []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = RULE.match(line)
        if match is None:
            problems.append(f"deps.txt:{number}: not `layer: layers [headers]`: {line.strip()}")
        elif match[1] in rules:
            problems.append(f"deps.txt:{number}: {match[1]}: a second line for this layer")
        else:
            rules[match[1]] = Rule(match[2].split(), (match[3] or "").split())
    for layer, rule in rules.items():
        for other in sorted(rule.layers - rules.keys() - {"include"}):
            problems.append(f"deps.txt: {layer}: {other} is no layer")
    rules.setdefault("include", Rule((), ()))
    return rules, problems


def find_cycle(edges):
    """A path that comes back to its start in {node: nodes}, or None."""
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done:
            return None
        path.append(node)
        for other in sorted(edges.get(node, ())):
            cycle = visit(other)
            if cycle:
                return cycle
        path.pop()
        done.add(node)
        return None

    for node in sorted(edges):
        cycle = visit(node)
        if cycle:
            return cycle
    return None


def layer_of(path):
    """The layer of a path relative to the root: src/base/x.c is of base, cli/x.c of cli."""
    parts = path.parts
    if parts[0] == "src":
        return parts[1] if len(parts) > 2 else None
    return parts[0]


def sources(root):
    for folder in ("src", "cli", "include"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                yield path.relative_to(root)


def resolve(root, source, name):
    """The file that `#include "name"` in source means, relative to the root, or None."""
    for base in (source.parent, pathlib.Path("src"), pathlib.Path("include")):
        path = root / base / name
        if path.is_file():
            return pathlib.Path(path.resolve().relative_to(root.resolve()))
    return None


def check_file(root, source, rules, edges):
    layer = layer_of(source)
    rule = rules[layer]
    lines = (root / source).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if match is None:
            continue
        name = match[1] or match[2]
        at = f"{source}:{number}"
        target = resolve(root, source, name) if match[1] or name.startswith("demerit/") else None
        if target is None:
            known = name in rule.external or (match[2] and name in STANDARD)
            if not known and match[1]:
                yield f"{at}: \"{name}\" is neither in the tree nor in the brackets of {layer} in deps.txt"
            elif not known:
                yield f"{at}: {layer} may not include <{name}>"
            continue
        other = layer_of(target)
        if other == layer:
            continue
        edges.setdefault(layer, set()).add(other)
        if other not in rule.layers:
            yield f"{at}: {layer} may not include {other} (\"{name}\")"


def check(root):
    """All problems of the tree at root, and the includes found as {layer: layers}."""
    rules, problems = read_rules((root / "deps.txt").read_text(encoding="utf-8"))
    cycle = find_cycle({layer: rule.layers for layer, rule in rules.items()})
    if cycle:
        problems.append("deps.txt: a cycle: " + " -> ".join(cycle))
    edges, names, unknown = {}, {}, set()
    for source in sources(root):
        layer = layer_of(source)
        if layer is None or layer not in rules:
            if source.parent not in unknown:
                problems.append(f"{source.parent}: no line in deps.txt")
            unknown.add(source.parent)
            continue
        if source.name in names:
            problems.append(f"{source}: {names[source.name]} has the same name")
        names[source.name] = source
        problems.extend(check_file(root, source, rules, edges))
    cycle = find_cycle(edges)
    if cycle:
        problems.append("a cycle of includes: " + " -> ".join(cycle))
    return problems, edges, len(names)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent)
    parser.add_argument("--graph", action="store_true", help="print who includes whom")
    options = parser.parse_args(arguments)
    problems, edges, n_files = check(options.root)
    if options.graph:
        for layer in sorted(edges):
            print(f"{layer} -> {' '.join(sorted(edges[layer]))}")
    for problem in problems:
        print(problem)
    print(f"check_layers: {n_files} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
