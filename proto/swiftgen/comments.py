"""Comments of a .proto file, as lines of a Swift doc comment."""

import textwrap


class Comments:
    """Looks comments up by their path in the file (descriptor.proto, SourceCodeInfo)."""

    def __init__(self, file):
        self._by_path = {tuple(location.path): location
                         for location in file.source_code_info.location}
        # The well-known types are documented at length, with code in six languages.
        self._only_first_paragraph = file.package.startswith("google.")

    def at(self, path) -> list[str]:
        """The leading comment at a path, or else the trailing one; without comment signs."""
        location = self._by_path.get(tuple(path))
        if location is None:
            return []
        text = location.leading_comments or location.trailing_comments
        lines = textwrap.dedent(text).strip("\n").splitlines()
        lines = [line.rstrip() for line in lines]
        if self._only_first_paragraph and "" in lines:
            lines = lines[: lines.index("")]
        return lines
