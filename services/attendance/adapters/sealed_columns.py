"""What attendance stores sealed of excuses and disputes, to be sealed anew when its key is replaced."""

from services.attendance.adapters import dispute_transaction as dispute
from services.attendance.adapters import excuse_rows as excuse
from services.attendance.adapters.excuse_transaction import CHUNK_BYTES
from services.common.resealing import SealedColumn

SEALED_COLUMNS = (
    SealedColumn("excuse", "reason", "excuse_id", lambda row: excuse.reason_of(row["key"])),
    SealedColumn("excuse", "note", "excuse_id", lambda row: excuse.note_of(row["key"])),
    SealedColumn("excuse_file", "file_name", "file_id", lambda row: excuse.name_of(row["key"])),
    SealedColumn(
        "excuse_file_chunk",
        "content",
        "file_id",
        lambda row: excuse.chunk_of(row["key"], row["number"], -(-row["size_bytes"] // CHUNK_BYTES)),
        part="t.number",
        beside="t.number, f.size_bytes",
        join="join excuse_file f using (file_id)",
    ),
    SealedColumn("dispute", "reason", "dispute_id", lambda row: dispute.reason_of(row["key"])),
    SealedColumn("dispute", "note", "dispute_id", lambda row: dispute.note_of(row["key"])),
    SealedColumn("dispute_comment", "content", "comment_id", lambda row: dispute.comment_of(row["key"])),
)
