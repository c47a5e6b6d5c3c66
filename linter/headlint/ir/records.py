"""Lowered files as msgpack records, the body of each function a record of its own inside that of its file."""

from __future__ import annotations

from typing import Any

import msgspec

from headlint.ir.body import Body
from headlint.ir.module import ModuleIR
from headlint.ir.statements import Statement


def encoded(ir: ModuleIR) -> bytes:
    """A ModuleIR as a record. Raises RecursionError where it is nested too deeply."""
    return _ENCODER.encode(ir)


def decoded(record: bytes) -> ModuleIR:
    """The ModuleIR of a record; raises msgspec.MsgspecError for what is none."""
    return _MODULE.decode(record)


def _sealed(body: Any) -> bytes:
    assert isinstance(body, Body)
    return body.record or _ENCODER.encode(body.statements)


def _body(kind: type, record: Any) -> Body:
    return Body(None, record, _BODY.decode)


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_sealed)
_MODULE = msgspec.msgpack.Decoder(ModuleIR, dec_hook=_body)
_BODY = msgspec.msgpack.Decoder(tuple[Statement, ...], dec_hook=_body)
