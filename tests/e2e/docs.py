#!/usr/bin/env python3
"""Types every command line of the documents into a shell and compares what is shown with what they show.

    tests/e2e/docs.py LUMIA DOCUMENT...

A line that is indented by four and begins with `$ `, `lumia `, `export ` or `alias ` is a command; the indented lines after it,
if any, are its output, where an ellipsis stands for anything. What a document does not show is not compared, but a command must
end with 0, or with 3 for `insufficient`. Left out are servers and lines with a placeholder in capitals. README.md is read on the
sample market of ./quickstart, the others on an empty store."""
import os
import re
import subprocess
import sys
import tempfile

COMMAND = re.compile(r'^(\$ |lumia |export |alias |rm )')
LEFT_OUT = re.compile(r'^rm |^export LUMIA_DATA|^alias lumia|^lumia serve|\bFILE|\bNAMES\.csv|\bID\b|\bDIR\b')


def steps(path):
    """(line number, command, lines of output) of a document, in order."""
    found, closed = [], True
    for number, line in enumerate(open(path, encoding='utf-8'), 1):
        if not line.startswith('    '):
            closed = closed or bool(line.strip())
            continue
        text = line[4:].rstrip()
        if COMMAND.match(text):
            found.append((number, text[2:] if text.startswith('$ ') else text, []))
            closed = False
        elif found and not closed:
            found[-1][2].append(text)
    return found


def fits(shown, got):
    pattern = r'\s*\n\s*'.join('.*?'.join(re.escape(' '.join(part.split())) for part in line.split('…')) for line in shown if line.strip())
    pattern = pattern.replace(r'\ ', r'\s+').replace('.*?', r'[\s\S]*?')
    return re.fullmatch(r'\s*' + pattern + r'[\s\S]*?' if shown[-1].strip().endswith('…') else r'\s*' + pattern + r'\s*', got) is not None


def run(lumia, path, data):
    passed = failed = 0
    prelude = f'lumia() {{ {lumia} "$@"; }}; cd {data};'
    state = f'export LUMIA_DATA={data}/store COLUMNS=130;'
    for number, command, shown in steps(path):
        if LEFT_OUT.search(command):
            continue
        command = command.replace('/tmp/', data + '/')
        command = 'true' if command == 'echo $?' else command
        answer = subprocess.run(['bash', '-c', state + prelude + command], capture_output=True, text=True, timeout=120)
        fault = None
        if answer.returncode not in (0, 3):
            fault = f'ends with {answer.returncode}'
        elif any(s.strip() for s in shown) and command != 'true' and not fits(shown, answer.stdout + answer.stderr):
            fault = 'shows something else'
        if fault:
            print(f'FAIL {path}:{number}: `{command}` {fault}:\n{answer.stdout}{answer.stderr}')
        passed, failed = passed + (not fault), failed + bool(fault)
    return passed, failed


def main():
    lumia = os.path.realpath(sys.argv[1])
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
    total = [0, 0]
    for path in sys.argv[2:]:
        with tempfile.TemporaryDirectory() as data:
            if os.path.basename(path) == 'README.md':
                subprocess.run([os.path.join(root, 'quickstart'), '--no-serve', '--data', data + '/store'], check=True, capture_output=True, timeout=600)
            for i, n in enumerate(run(lumia, path, data)):
                total[i] += n
    print(f'{total[0]} passed, {total[1]} failed')
    return total[1] > 0


sys.exit(main())
