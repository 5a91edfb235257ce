"""ONNX Runtime as every worker uses it: one thread, no spinning, on the provider that was asked for."""

import onnxruntime  # type: ignore[import-untyped]  # ships no types

from services.recognition.domain.errors import ExecutionProviderMissing
from services.recognition.domain.execution import ExecutionProvider

_CPU, _CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"

_asked_for = ExecutionProvider.CPU


def use(provider: ExecutionProvider) -> None:
    """What sessions opened from now on in this process run on. Raises ExecutionProviderMissing."""
    global _asked_for  # noqa: PLW0603  one setting a process, as OpenCV's thread count is; models need not pass it on
    available = onnxruntime.get_available_providers()
    if provider is ExecutionProvider.CUDA and _CUDA not in available:
        raise ExecutionProviderMissing(provider.value, _named(available))
    _asked_for = provider


def open_session(path: str) -> onnxruntime.InferenceSession:
    """Load a model for one CPU thread, or for CUDA where that is asked for. Raises ExecutionProviderMissing."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(path, options, providers=_wanted())
    # without its CUDA libraries ONNX Runtime goes on with the CPU and only logs it
    if _asked_for is ExecutionProvider.CUDA and _CUDA not in session.get_providers():
        raise ExecutionProviderMissing(_asked_for.value, _named(session.get_providers()))
    return session


def runs_on(session: onnxruntime.InferenceSession) -> str:
    """In words for the log: "CUDA" or "CPU", and the runtime's version."""
    name = "CUDA" if _CUDA in session.get_providers() else "CPU"
    return f"{name} by ONNX Runtime {onnxruntime.__version__}"


def _wanted() -> list[str]:
    if _asked_for is ExecutionProvider.CPU or _CUDA not in onnxruntime.get_available_providers():
        return [_CPU]
    return [_CUDA, _CPU]


def _named(providers: list[str]) -> str:
    return ", ".join(provider.removesuffix("ExecutionProvider") for provider in providers)
