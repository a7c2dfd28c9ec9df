"""Errors as the command line says them: `error: ...`, and after a blank line `hint: ...`."""

from __future__ import annotations

import os
import sys
import traceback

import click

WITHHELD = "(its words are withheld: they may hold a secret), at:"


def say_error(message: str, hint: str = "", error: BaseException | None = None) -> None:
    """Write an error on stderr; one that holds several problems, each with its own way out."""
    problems = getattr(error, "problems", ())
    if len(problems) > 1:
        for each in problems:
            _say(each.message, each.way_out)
    else:
        _say(message, hint)


def _say(message: str, hint: str) -> None:
    click.secho("error", fg="red", bold=True, nl=False, err=True)
    click.echo(f": {_shown(message)}", err=True)
    if hint:
        click.echo(err=True)
        click.secho("hint", fg="cyan", bold=True, nl=False, err=True)
        click.echo(f": {_shown(hint)}", err=True)
        click.echo(err=True)


def _shown(text: str) -> str:
    """Text without characters that would do something to a terminal."""
    return "".join(char if char.isprintable() or char == "\n" else ascii(char)[1:-1] for char in text)


def innermost(error: BaseException) -> BaseException:
    """The first error of a group of errors, however deep."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def where_it_happened(error: BaseException) -> str:
    """The frames of an error and of those that led to it, without their words, which may hold a secret."""
    told, seen = [], set[int]()
    pending: list[BaseException | None] = [error]
    while pending:
        each = pending.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            told.append(f"{type(each).__name__} {WITHHELD}\n{''.join(traceback.format_tb(each.__traceback__))}")
            pending += [each.__cause__, None if each.__suppress_context__ else each.__context__]
            pending += each.exceptions if isinstance(each, BaseExceptionGroup) else ()
    return "and before it, or within it:\n".join(told).rstrip()


def forget_stdout() -> None:
    """Keep Python from complaining, at its end, that nobody reads stdout any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
