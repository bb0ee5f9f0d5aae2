"""OpenGL buffers as torch tensors on the same GPU: what is drawn reaches training without passing host memory.

    device = open_sharing(torch.device("cuda", 0), renderer.device)     # raises UserError where it cannot be
    shared = SharedImages(device, backend.buffer(n), (n, height, width, 3), renderer.context.finish)
    batch = shared.take(torch.clone)                                    # uint8 [n, h, w, 3] on the GPU, torch's own

OpenGL and torch must be in one process and thread, and on one device (chosen by UUID: egl_devices.py). While a buffer
is mapped, OpenGL may not touch it. CUDA promises that what its stream does after mapping comes after the drawing, and
what OpenGL does after unmapping comes after what the stream did before. `take` does not lean on that promise alone:
OpenGL has finished before it maps, the copy has finished before it unmaps, and the copy has a stream of its own, so
that neither waits for the training that is queued on torch's current stream.
FakeSharing does the same with host memory, for tests and machines without a GPU.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import moderngl
import numpy as np

from image_generation.common.errors import UserError
from image_generation.shaders.rendering.egl_devices import EglDevice, cuda_uuids

if TYPE_CHECKING:
    import torch

TRANSFERS = ("auto", "gpu", "host")
T = TypeVar("T")


class Registration(Protocol):
    """A buffer that both sides know."""

    def map(self, shape: tuple[int, ...]) -> torch.Tensor:
        """The buffer's bytes as uint8 of a shape, until unmap."""

    def unmap(self) -> None: ...

    def release(self) -> None: ...


class Sharing(Protocol):
    """A device on which OpenGL and torch share buffers."""

    def register(self, buffer: moderngl.Buffer) -> Registration: ...

    def aside(self) -> AbstractContextManager:
        """Have torch work on a stream of its own in this block."""

    def settle(self) -> None:
        """Wait for what torch does on that stream."""

    def hand_over(self, tensor: torch.Tensor) -> None:
        """Let the stream that is current outside of `aside` use a tensor that was made inside."""


class SharedImages:
    """A buffer of images uint8 `shape`, drawn by OpenGL and read by torch.

    finish      waits until OpenGL has drawn (Context.finish of the context that draws into the buffer)
    """

    def __init__(
        self,
        sharing: Sharing,
        buffer: moderngl.Buffer,
        shape: tuple[int, ...],
        finish: Callable[[], None] | None = None,
    ):
        self.sharing, self.buffer, self.shape, self.finish = sharing, buffer, shape, finish
        self._registration = sharing.register(buffer)

    @contextmanager
    def images(self) -> Iterator[torch.Tensor]:
        """The images as torch sees them; not to be used after the block, nor drawn into inside it."""
        tensor = self._registration.map(self.shape)
        try:
            yield tensor
        finally:
            self._registration.unmap()

    def take(
        self, copy: Callable[[torch.Tensor], torch.Tensor], look: Callable[[torch.Tensor], T] | None = None
    ) -> Any:
        """A new tensor that `copy` makes of the images; with `look`, a pair of it and what `look` makes of them.

        All drawing has finished before, all copying afterwards: the buffer can be drawn into at once. The tensor is
        for torch's current stream, whose earlier work is not waited for.
        """
        if self.finish is not None:
            self.finish()
        with self.sharing.aside(), self.images() as seen:
            tensor = copy(seen)
            looked = None if look is None else look(seen)
            self.sharing.settle()
        self.sharing.hand_over(tensor)
        return tensor if look is None else (tensor, looked)

    def release(self) -> None:
        """Give the registration back; the buffer stays the caller's."""
        self._registration.release()


# ------------------------------------------------------------------ CUDA


class CudaSharing:
    """Registers OpenGL buffers with CUDA, on a torch device; see open_sharing."""

    def __init__(self, device: torch.device):
        # Not imported above: cuda-bindings is optional, and render processes have no use for torch.
        import torch
        from cuda.bindings import driver

        self.driver, self.torch, self.device = driver, torch, device
        torch.cuda.set_device(device)
        torch.empty(1, device=device)  # makes torch's context, which is the one to register with
        self.copying = torch.cuda.Stream(device)

    def register(self, buffer: moderngl.Buffer) -> _CudaRegistration:
        """Register a buffer that CUDA only reads; the OpenGL context must be current."""
        flags = self.driver.CUgraphicsRegisterFlags.CU_GRAPHICS_REGISTER_FLAGS_READ_ONLY
        (resource,) = self.call("cuGraphicsGLRegisterBuffer", buffer.glo, int(flags))
        return _CudaRegistration(self, resource)

    def aside(self) -> AbstractContextManager:
        """See Sharing."""
        return self.torch.cuda.stream(self.copying)

    def settle(self) -> None:
        """See Sharing."""
        self.copying.synchronize()

    def hand_over(self, tensor: torch.Tensor) -> None:
        """See Sharing."""
        # It is finished; but when it is freed, its memory must not be used again before that stream is done with it.
        tensor.record_stream(self.torch.cuda.current_stream(self.device))

    def call(self, name: str, *arguments: Any) -> tuple:
        """Call a function of the driver; raises UserError with CUDA's own name of what went wrong."""
        error, *results = getattr(self.driver, name)(*arguments)
        if int(error) != 0:
            raise UserError(f"sharing buffers with CUDA: {name}: {error.name} ({int(error)}); use --transfer host")
        return tuple(results)

    def stream(self) -> Any:
        """torch's current stream."""
        return self.driver.CUstream(self.torch.cuda.current_stream(self.device).cuda_stream)


class _CudaRegistration:
    def __init__(self, sharing: CudaSharing, resource: Any):
        self.sharing, self.resource = sharing, resource

    def map(self, shape: tuple[int, ...]) -> torch.Tensor:
        self.sharing.call("cuGraphicsMapResources", 1, self.resource, self.sharing.stream())
        pointer, size = self.sharing.call("cuGraphicsResourceGetMappedPointer", self.resource)
        if size < int(np.prod(shape)):
            self.unmap()
            raise ValueError(f"a buffer of {size} bytes holds no {shape}")
        return self.sharing.torch.as_tensor(_Memory(int(pointer), shape), device=self.sharing.device)

    def unmap(self) -> None:
        self.sharing.call("cuGraphicsUnmapResources", 1, self.resource, self.sharing.stream())

    def release(self) -> None:
        self.sharing.call("cuGraphicsUnregisterResource", self.resource)


class _Memory:
    """Device memory as the CUDA array interface, version 3, describes it."""

    def __init__(self, pointer: int, shape: tuple[int, ...]):
        self.__cuda_array_interface__ = {
            "shape": shape,
            "typestr": "|u1",
            "data": (pointer, False),
            "strides": None,
            "version": 3,
        }


# ------------------------------------------------------------------ host memory behind the same interface


class FakeSharing:
    """The same without a GPU: mapping copies the buffer into host memory. Misuse that CUDA would punish raises, and
    what is kept of a mapped tensor is overwritten."""

    def register(self, buffer: moderngl.Buffer) -> _FakeRegistration:
        """A registration whose tensors are on the CPU."""
        return _FakeRegistration(buffer)

    def aside(self) -> AbstractContextManager:
        """See Sharing."""
        return nullcontext()

    def settle(self) -> None:
        """See Sharing."""

    def hand_over(self, tensor: torch.Tensor) -> None:
        """See Sharing."""


class _FakeRegistration:
    def __init__(self, buffer: moderngl.Buffer):
        self.buffer = buffer
        self.mapped: torch.Tensor | None = None

    def map(self, shape: tuple[int, ...]) -> torch.Tensor:
        import torch  # not imported above: render processes have no use for it

        if self.mapped is not None:
            raise RuntimeError("the buffer is mapped already")
        size = int(np.prod(shape))
        if self.buffer.size < size:
            raise ValueError(f"a buffer of {self.buffer.size} bytes holds no {shape}")
        self.mapped = torch.frombuffer(bytearray(self.buffer.read(size)), dtype=torch.uint8).view(shape)
        return self.mapped

    def unmap(self) -> None:
        if self.mapped is None:
            raise RuntimeError("the buffer is not mapped")
        seen, self.mapped = self.mapped, None
        drawn = self.buffer.read(seen.numel()) != seen.numpy().tobytes()
        seen.fill_(0xA5)
        if drawn:
            raise RuntimeError("the buffer was drawn into, or its images changed, while it was mapped")

    def release(self) -> None:
        if self.mapped is not None:
            raise RuntimeError("the buffer is still mapped")


# ------------------------------------------------------------------ choosing


def why_not(device: torch.device, egl: EglDevice, uuids: list[bytes] | None = None) -> str | None:
    """Why OpenGL on an EGL device and torch on a device share no buffers, in one line; None where they do.

    uuids   what cuda_uuids() says, for tests
    """
    if device.type != "cuda":
        return "training is not on a CUDA device"
    if importlib.util.find_spec("cuda") is None or importlib.util.find_spec("cuda.bindings") is None:
        return "the package cuda-bindings is missing (pip install cuda-core)"
    uuids = cuda_uuids() if uuids is None else uuids
    ordinal = device.index or 0
    if ordinal >= len(uuids):
        return f"CUDA device {ordinal} is not there"
    # As choose_device matches them: by UUID, else by the ordinal that EGL tells.
    same = egl.uuid == uuids[ordinal] if egl.uuid in uuids else egl.cuda_ordinal == ordinal
    return None if same else f"rendering is on another device (EGL device {egl.index}) than training ({device})"


def choose_transfer(transfer: str, device: torch.device, egl: EglDevice) -> str:
    """'gpu' or 'host' for --transfer auto|gpu|host; raises UserError (code 2) where 'gpu' cannot be."""
    if transfer == "host":
        return "host"
    reason = why_not(device, egl)
    if reason and transfer == "gpu":
        raise UserError(f"--transfer gpu: {reason}; use --transfer host or auto", 2)
    return "host" if reason else "gpu"


def open_sharing(device: torch.device, egl: EglDevice) -> CudaSharing:
    """Share buffers between OpenGL on an EGL device and torch on a device; raises UserError where that cannot be."""
    choose_transfer("gpu", device, egl)
    return CudaSharing(device)
