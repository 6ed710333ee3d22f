"""The process that decodes one photo: a file of the bank's that imports nothing of the bank.

`python -I decoder.py '{"memory": …, "cpu": …, "most": …, …}' < came > made` with the limits first.
It writes a line of JSON (width, height and peak of its memory, or the fault), then the JPEG.
"""

import json
import resource
import sys
from typing import Any, BinaryIO

WHITE = (255, 255, 255)
# What cameras and scanners make. Sixteen bits a channel, floats and the like are no photo of ours.
MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK"}
ORIENTATION = 0x0112


def main() -> None:
    """Bound this process, then make the picture anew."""
    rules = json.loads(sys.argv[1])
    _bound(rules)
    try:
        told, made = _decode(sys.stdin.buffer, rules)
    except MemoryError:
        told, made = {"fault": "heavy"}, b""
    except Exception as reason:  # whatever a hostile file brings about is a fault of the file
        told, made = {"fault": "broken", "why": type(reason).__name__}, b""
    _tell({**told, "peak": _peak()}, made)


def _bound(rules: dict[str, int]) -> None:
    """Memory, time and output, for good. No core, which would be a photo in the clear."""
    for limit, most in (
        (resource.RLIMIT_AS, rules["memory"]), (resource.RLIMIT_CPU, rules["cpu"]),
        (resource.RLIMIT_FSIZE, rules["made"]), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):  # fmt: skip
        resource.setrlimit(limit, (most, most))


def _decode(came: BinaryIO, rules: dict[str, int]) -> tuple[dict[str, Any], bytes]:
    """What the picture is, and its bytes: its pixels on a new white sheet, and nothing else."""
    from io import BytesIO

    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the header was judged by the bank, the memory is bounded here
    with Image.open(came, formats=["JPEG", "PNG"]) as image:
        longest = rules["longest"]
        if image.mode not in MODES:
            return {"fault": "broken", "why": image.mode}, b""
        scale = min(1.0, longest / max(image.size))
        size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
        image.draft(None, size)  # a JPEG is decoded no larger than it has to be
        image.load()  # before anything else is asked of it: only the first call tells a fault
        turn = _turn(image)
        sheet = _sheet(image, size)
    if turn is not None:
        sheet = sheet.transpose(turn)
    if min(sheet.size) < rules["least"]:
        return {"fault": "small"}, b""
    out = BytesIO()
    sheet.save(out, "JPEG", quality=rules["quality"])
    return {"width": sheet.width, "height": sheet.height}, out.getvalue()


def _sheet(image: Any, size: tuple[int, int]) -> Any:
    """The picture at its size on white, with none of what came with it."""
    from PIL import Image

    if image.mode in {"P", "PA"}:
        image = image.convert("RGBA" if _is_clear(image) else "RGB")
    elif image.mode in {"1", "CMYK"}:
        image = image.convert("RGB")
    if image.mode in {
        "LA",
        "RGBA",
    }:  # on white first: to resize it would copy it
        white = Image.new("RGB", image.size, WHITE)
        white.paste(image, mask=image)
        image.close()
        image = white
    if image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", size, WHITE)
    sheet.paste(image)
    return sheet


def _is_clear(image: Any) -> bool:
    return image.mode == "PA" or "transparency" in image.info


def _turn(image: Any) -> Any:
    """How the camera was held, by its word in the EXIF; None where it says nothing that is one."""
    from PIL import Image

    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }  # fmt: skip
    try:
        return turns.get(image.getexif().get(ORIENTATION))
    except MemoryError:
        raise
    except Exception:  # a broken EXIF is dropped as a whole one is
        return None


def _peak() -> int:
    """The most memory that this process ever had, in kilobytes, as the kernel counted it."""
    with open("/proc/self/status") as status:
        [line] = [line for line in status if line.startswith("VmHWM:")]
    return int(line.split()[1])


def _tell(told: dict[str, Any], made: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + made)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
