"""Templates compiled so that they are quick, once for all languages and, in the preview, kept until they change."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, Template
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator
from jinja2.nodes import Getattr
from jinja2.utils import missing
from markupsafe import Markup

from kb.keep import Keep, digest


class Compiled(BytecodeCache):
    """Held in memory and, if there is a `keep`, for later runs: to compile all takes a second.

    Jinja asks by name and place of the template, and takes no code whose template has changed since.
    """

    def __init__(self, about: str) -> None:
        self.keep = Keep(None, "")
        self._about = about  # who compiles: the same template is other code for another
        self._held: dict[str, CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        key = digest("template", self._about, bucket.key, bucket.checksum)
        bucket.code = self._held.get(key)
        if bucket.code is None and (kept := self.keep.get(key)):
            bucket.bytecode_from_string(kept)
            self._held[key] = bucket.code

    def dump_bytecode(self, bucket: Bucket) -> None:
        key = digest("template", self._about, bucket.key, bucket.checksum)
        self._held[key] = bucket.code
        self.keep.put(key, bucket.bytecode_to_string())


class _Generator(CodeGenerator):
    """Writes the plain Python of a template, where Jinja asks at every step what kind of thing it has before it."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        self.write("environment.finalize(")

    def _output_child_post(self, node: Any, frame: Any, finalize: Any) -> None:
        self.write(")")

    def visit_Getattr(self, node: Any, frame: Any) -> None:  # noqa: N802 Jinja names it
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Getitem(self, node: Any, frame: Any) -> None:  # noqa: N802
        self.visit(node.node, frame)
        self.write("[")
        self.visit(node.arg, frame)
        self.write("]")

    def visit_Test(self, node: Any, frame: Any) -> None:  # noqa: N802
        if node.name != "defined" or not isinstance(node.node, Getattr):
            return super().visit_Test(node, frame)
        self.write("hasattr(")
        self.visit(node.node.node, frame)
        return self.write(f", {node.node.attr!r})")

    def visit_Call(self, node: Any, frame: Any, forward_caller: bool = False) -> None:  # noqa: N802
        self.visit(node.node, frame)
        self.write("(")
        for name, given in [("", each) for each in node.args] + [(f"{each.key}=", each.value) for each in node.kwargs]:
            self.write(name)
            self.visit(given, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def macro_def(self, macro_ref: Any, frame: Any) -> None:
        names = [each.name for each in macro_ref.node.args] + ["caller"] * macro_ref.accesses_caller
        self.write(f"environment.macro(macro, {names!r})")


class _Template(Template):
    def _get_default_module(self, ctx: Any = None) -> Any:
        """What is imported: all templates know the same globals, so that it is made once."""
        return super()._get_default_module()


marked = str.__new__  # Markup's own would first ask what it is given whether it is Markup


class Templates(Environment):
    """Our templates: `finalize` escapes what they show, and nothing that they name is missing."""

    code_generator_class = _Generator
    template_class = _Template

    @staticmethod
    def macro(function: Callable[..., str], names: list[str]) -> Callable[..., Markup]:
        """A macro as templates call it; what it prints is escaped."""
        function.__defaults__ = (missing,) * len(names)  # the macro itself puts its own in their place

        def printed(*given: Any, **named: Any) -> Markup:
            if named:
                given += tuple(named.pop(name, missing) for name in names[len(given) :])
            return marked(Markup, function(*given, **named) if named else function(*given))

        return printed
