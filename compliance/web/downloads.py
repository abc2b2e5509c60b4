"""Files that pages make, sent as downloads."""

from __future__ import annotations

import io

from flask import Response, send_file


def as_download(content: bytes, media: str, file_name: str) -> Response:
    """Send bytes as a file of that name, in whatever writing the name is.

    A header holds no more than Latin-1: other names are sent encoded beside a plain one.
    """
    return send_file(
        io.BytesIO(content), mimetype=media, as_attachment=True, download_name=file_name
    )
