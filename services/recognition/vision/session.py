"""ONNX Runtime as every worker uses it: one thread, no spinning."""

import onnxruntime  # type: ignore[import-untyped]  # ships no types


def open_session(path: str) -> onnxruntime.InferenceSession:
    """Load a model for one CPU thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
