"""Images from OpenGL to torch without a GPU: the fake device behaves as CUDA does, and bad set-ups are said."""

from contextlib import contextmanager

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from image_generation.common.errors import UserError  # noqa: E402
from image_generation.shaders.renderer_moderngl import Renderer  # noqa: E402
from image_generation.shaders.rendering import cuda_sharing  # noqa: E402
from image_generation.shaders.rendering.compute_backend import ComputeBackend  # noqa: E402
from image_generation.shaders.rendering.cuda_sharing import FakeSharing, SharedImages, choose_transfer, why_not  # noqa: E402
from image_generation.shaders.rendering.egl_devices import EglDevice  # noqa: E402
from image_generation.shaders.rendering.uniforms import Frame  # noqa: E402
from image_generation.shaders.sources import resolve  # noqa: E402

GPU = torch.device("cuda", 1)
UUIDS = [b"a" * 16, b"b" * 16]
SOFTWARE, NVIDIA = EglDevice(0, "software"), EglDevice(1, "nvidia", 1, UUIDS[1])


def test_torch_sees_what_was_drawn():
    with Renderer("cpu", 16) as renderer:
        backend = ComputeBackend(renderer.context, (16, 16), renderer.channels)
        shared = SharedImages(FakeSharing(), backend.buffer(3), (3, 16, 16, 3))
        for source in resolve(["bundled"])[10:12]:
            compiled = backend.compile(source.load())
            frames = [Frame(time, int(time * 60), 60.0) for time in (1.0, 2.0, 3.0)]
            backend.draw(compiled, frames, shared.buffer)
            with shared.images() as images:
                assert images.dtype == torch.uint8 and images.shape == (3, 16, 16, 3)
                seen = images.clone()
            assert (seen.numpy() == backend.render(compiled, frames)).all()
        shared.release()


def test_misuse_is_an_error():
    with Renderer("cpu", 8) as renderer:
        buffer = renderer.context.buffer(reserve=192)
        shared = SharedImages(FakeSharing(), buffer, (1, 8, 8, 3))
        with shared.images(), pytest.raises(RuntimeError, match="mapped already"), shared.images():
            pass
        with shared.images(), pytest.raises(RuntimeError, match="still mapped"):
            shared.release()
        with pytest.raises(ValueError, match="holds no"), SharedImages(FakeSharing(), buffer, (2, 8, 8, 3)).images():
            pass


def test_taking_leaves_nothing_to_a_race():
    """Drawing has finished before the buffer is mapped, the copy before it is unmapped, and on a stream of its own."""
    said = []

    class Watched(FakeSharing):
        def register(self, buffer):
            made = super().register(buffer)
            map_, unmap = made.map, made.unmap
            made.map = lambda shape: said.append("map") or map_(shape)
            made.unmap = lambda: said.append("unmap") or unmap()
            return made

        def aside(self):
            said.append("aside")
            return super().aside()

        def settle(self):
            said.append("settle")

        def hand_over(self, tensor):
            said.append("hand over")

    with Renderer("cpu", 8) as renderer:
        buffer = renderer.context.buffer(bytes(range(192)))
        shared = SharedImages(Watched(), buffer, (1, 8, 8, 3), lambda: said.append("finish"))
        images, total = shared.take(lambda seen: said.append("copy") or seen.clone(), lambda seen: int(seen.sum()))
        assert images.flatten().tolist() == list(range(192)) and total == sum(range(192)) % 2**63
        assert said == ["finish", "aside", "map", "copy", "settle", "unmap", "hand over"]
        # what is kept of the mapped tensor itself is of no use afterwards
        assert (shared.take(lambda seen: seen) == 0xA5).all()


def test_drawing_into_a_mapped_buffer_is_an_error():
    with Renderer("cpu", 8) as renderer:
        shared = SharedImages(FakeSharing(), renderer.context.buffer(reserve=192), (1, 8, 8, 3))
        with pytest.raises(RuntimeError, match="drawn into"), shared.images():
            shared.buffer.write(b"x")


def test_transfer_gpu_without_cuda():
    with pytest.raises(
        UserError, match="--transfer gpu: training is not on a CUDA device; use --transfer host"
    ) as error:
        choose_transfer("gpu", torch.device("cpu"), SOFTWARE)
    assert error.value.code == 2
    assert choose_transfer("auto", torch.device("cpu"), SOFTWARE) == "host"
    assert choose_transfer("host", GPU, NVIDIA) == "host"


def test_the_same_device_by_uuid_then_by_ordinal(monkeypatch):
    monkeypatch.setattr(cuda_sharing.importlib.util, "find_spec", lambda name: name)
    assert why_not(GPU, NVIDIA, UUIDS) is None
    assert "another device" in why_not(torch.device("cuda", 0), NVIDIA, UUIDS)
    assert "another device" in why_not(GPU, SOFTWARE, UUIDS)
    assert why_not(GPU, EglDevice(3, "nvidia", 1, b"c" * 16), UUIDS) is None
    assert "is not there" in why_not(torch.device("cuda", 2), NVIDIA, UUIDS)


def test_without_the_package(monkeypatch):
    monkeypatch.setattr(cuda_sharing.importlib.util, "find_spec", lambda name: None)
    assert "cuda-bindings is missing" in why_not(GPU, NVIDIA, UUIDS)


class Driver:
    """CUDA's driver functions, in name, as far as CudaSharing calls them, over host memory."""

    class CUgraphicsRegisterFlags:
        CU_GRAPHICS_REGISTER_FLAGS_READ_ONLY = 1

    class Result(int):
        name = "CUDA_ERROR_INVALID_HANDLE"

    def __init__(self, memory: np.ndarray, failing: str = ""):
        self.memory, self.failing, self.calls = memory, failing, []

    def __getattr__(self, name):
        results = {"cuGraphicsGLRegisterBuffer": ("resource",)}
        results["cuGraphicsResourceGetMappedPointer"] = (self.memory.ctypes.data, self.memory.nbytes)

        def call(*arguments):
            self.calls.append(name)
            return (self.Result(400 if name == self.failing else 0), *results.get(name, ()))

        return call


def sharing(driver: Driver) -> cuda_sharing.CudaSharing:
    made = cuda_sharing.CudaSharing.__new__(cuda_sharing.CudaSharing)
    made.driver, made.device = driver, torch.device("cpu")
    made.stream = lambda: 0

    class Torch:
        @staticmethod
        def as_tensor(memory, device):
            described = memory.__cuda_array_interface__
            assert described["data"][0] == driver.memory.ctypes.data and described["typestr"] == "|u1"
            return torch.from_numpy(driver.memory).view(described["shape"])

    made.torch = Torch
    return made


class Buffer:
    glo = 7


def test_what_is_asked_of_cuda():
    driver = Driver(np.arange(12, dtype=np.uint8))
    shared = SharedImages(sharing(driver), Buffer(), (1, 2, 2, 3))
    with shared.images() as images:
        assert images.flatten().tolist() == list(range(12))
    shared.release()
    assert driver.calls == [
        "cuGraphicsGLRegisterBuffer",
        "cuGraphicsMapResources",
        "cuGraphicsResourceGetMappedPointer",
        "cuGraphicsUnmapResources",
        "cuGraphicsUnregisterResource",
    ]


def test_taking_on_cuda_has_a_stream_of_its_own(monkeypatch):
    """What CUDA is asked for, in order and on which stream, without a GPU: torch's part of it is written down as well."""
    memory = np.arange(12, dtype=np.uint8)
    said: list = []

    class Stream:
        def __init__(self, name):
            self.cuda_stream = name

        def synchronize(self):
            said.append(("synchronize", self.cuda_stream))

    class Cuda:
        current = Stream("training")

        @classmethod
        @contextmanager
        def stream(cls, stream):
            before, cls.current = cls.current, stream
            yield
            cls.current = before

        @classmethod
        def current_stream(cls, device):
            return cls.current

    driver = Driver(memory)
    driver.CUstream = lambda handle: handle
    made = sharing(driver)
    del made.stream
    made.torch.cuda, made.copying = Cuda, Stream("copying")
    call = made.call
    monkeypatch.setattr(made, "call", lambda name, *given: said.append((name, given[-1])) or call(name, *given))
    monkeypatch.setattr(
        torch.Tensor, "record_stream", lambda tensor, stream: said.append(("kept for", stream.cuda_stream))
    )
    shared = SharedImages(made, Buffer(), (1, 2, 2, 3), lambda: said.append(("finish", None)))
    images = shared.take(lambda seen: said.append(("copy", Cuda.current.cuda_stream)) or seen.clone())
    assert images.flatten().tolist() == list(range(12))
    assert [
        entry for entry in said if entry[0] not in ("cuGraphicsGLRegisterBuffer", "cuGraphicsResourceGetMappedPointer")
    ] == [
        ("finish", None),
        ("cuGraphicsMapResources", "copying"),
        ("copy", "copying"),
        ("synchronize", "copying"),
        ("cuGraphicsUnmapResources", "copying"),
        ("kept for", "training"),
    ]


@pytest.mark.parametrize("failing", ["cuGraphicsGLRegisterBuffer", "cuGraphicsMapResources"])
def test_cuda_refuses(failing):
    driver = Driver(np.zeros(12, np.uint8), failing)
    said = pytest.raises(UserError, match=f"{failing}: CUDA_ERROR_INVALID_HANDLE .400.; use --transfer host")
    with said, SharedImages(sharing(driver), Buffer(), (1, 2, 2, 3)).images():
        pass


def test_a_buffer_that_is_too_small_is_unmapped_again():
    driver = Driver(np.zeros(5, np.uint8))
    with pytest.raises(ValueError, match="holds no"), SharedImages(sharing(driver), Buffer(), (1, 2, 2, 3)).images():
        pass
    assert driver.calls[-1] == "cuGraphicsUnmapResources"
