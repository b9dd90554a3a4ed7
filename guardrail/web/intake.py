"""From the leaves of a request body to a submission: texts to read, media to look at.

Pointers to things that the guard cannot look at (URLs, file ids, server paths) are refused
unless the operator lets them through; data URLs and uploads are written to disk and screened.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from starlette.datastructures import UploadFile

from guardrail.domain import MediaFile, Submission, Text
from guardrail.errors import MediaError, SubmissionError
from guardrail.jobs import Contents
from guardrail.web import payloads
from guardrail.web.dialects.openai_videos import MEDIA_KEY, Means, meaning
from guardrail.web.fields import Leaf
from guardrail.web.outputs import origin_of

_CHUNK_BYTES = 1024 * 1024
_MOST_MEDIA = 16


class Intake:
    """Turns leaves into a submission.

    Args:
        contents: where uploads are spooled.
        url_origins: origins (`https://host`) from which inputs are let through unseen.
        file_ids: whether inputs by `file_id` are let through unseen.
        folders: folders on this machine from which inputs by path are taken, and looked at.
    """

    def __init__(
        self,
        *,
        contents: Contents,
        url_origins: Iterable[str],
        file_ids: bool,
        folders: Iterable[Path],
    ) -> None:
        self._contents = contents
        self._origins = {origin.rstrip("/").lower() for origin in url_origins}
        self._file_ids = file_ids
        self._folders = tuple(folder.resolve() for folder in folders)

    def read(self, leaves: Iterable[Leaf], spools: ExitStack) -> Submission:
        """The submission; its media lie in `spools` until that is closed.

        Raises:
            SubmissionError: a pointer that is not let through, or a broken data URL.
            StoreUnavailableError: an upload cannot be written.
        """
        texts: list[Text] = []
        media: list[MediaFile] = []
        for leaf in leaves:
            if len(media) > _MOST_MEDIA:
                break
            if isinstance(leaf.value, UploadFile):
                media.append(self._upload(leaf.name, leaf.value, spools))
                continue
            means = meaning(leaf.key, leaf.value)
            if means is Means.SERVER_PATH:
                media.append(self._on_disk(leaf.name, leaf.value, spools))
                continue
            self._admit(leaf.name, leaf.value, means)
            data = _bytes_in(leaf.name, leaf.value, means)
            words = leaf.value if data is None or not MEDIA_KEY.search(leaf.key) else ""
            if means is Means.DATA_URL:
                head = leaf.value.partition(",")[0]
                words = head if head.lower().endswith(";base64") else leaf.value
            if words:
                texts.append(Text(field=leaf.name, text=words))
            if data is not None:
                media.append(self._kept(leaf.name, [data], spools))
        if len(media) > _MOST_MEDIA:
            raise SubmissionError(
                f"more than {_MOST_MEDIA} pictures and clips",
                field=media[-1].field,
                fix="send fewer",
            )
        return Submission(texts=tuple(texts), media=tuple(media))

    def _upload(self, name: str, upload: UploadFile, spools: ExitStack) -> MediaFile:
        upload.file.seek(0)
        return self._kept(name, iter(partial(upload.file.read, _CHUNK_BYTES), b""), spools)

    def _kept(self, name: str, chunks: Iterable[bytes], spools: ExitStack) -> MediaFile:
        spool = spools.enter_context(self._contents.spool())
        try:
            for chunk in chunks:
                spool.write(chunk)
        except MediaError as error:
            raise SubmissionError(
                error.problem, field=name, fix="send a smaller file", status=413
            ) from error
        return MediaFile(field=name, path=spool.path, sha256=spool.sha256)

    def _admit(self, name: str, value: str, means: Means) -> None:
        if means is Means.URL:
            if origin_of(value.strip()) not in self._origins:
                raise SubmissionError(
                    "inputs by URL are not accepted here, because nobody could look at them first",
                    field=name,
                    fix="upload the file or send a data: URL; operators: input_url_origins",
                )
        elif means is Means.FILE_ID and not self._file_ids:
            raise SubmissionError(
                "inputs by file_id are not accepted here, because nobody could look at them first",
                field=name,
                fix="upload the file or send a data: URL; operators: allow_file_ids",
            )

    def _on_disk(self, name: str, value: str, spools: ExitStack) -> MediaFile:
        """A file of the server's own that the operator lets requests name."""
        path = Path(value).resolve()
        if not any(path.is_relative_to(folder) for folder in self._folders):
            raise SubmissionError(
                "paths on the server are not accepted as inputs",
                field=name,
                fix="upload the file; operators: input_path_folders",
            )
        try:
            with path.open("rb") as file:
                return self._kept(name, iter(partial(file.read, _CHUNK_BYTES), b""), spools)
        except OSError as error:
            raise SubmissionError(
                "there is no such file on the server", field=name, fix="check the path"
            ) from error


def _bytes_in(name: str, value: str, means: Means) -> bytes | None:
    """The media inside a text: a data URL, or bare base64 of something that is media."""
    if means is Means.BLOB:
        return payloads.blob(value)
    if means is not Means.DATA_URL:
        return payloads.of_base64(value)
    try:
        return payloads.of_data_url(value)
    except ValueError as error:
        raise SubmissionError("a data: URL that is not base64", field=name) from error
