"""Momentum contrast (He et al. 2020, arXiv 1911.05722; v2: Chen et al. 2020, arXiv 2003.04297).

State dicts have the official implementation's names (encoder_q.*, encoder_k.*, queue, queue_ptr), with or without
DistributedDataParallel's `module.` before them.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import distributed, nn
from torch.nn.functional import normalize

from learning.distributed import gather, rank_and_world
from learning.encoders.build import add_mlp_head
from learning.encoders.prefixes import drop_wrappers


class MoCo(nn.Module):
    """Query encoder, momentum encoder and queue.

        model = MoCo(torchvision.models.resnet50, dim=128, K=65536, m=0.999, T=0.2, mlp=True)
        logits, labels = model(im_q, im_k)                  # float [n, 3, h, w] each
        loss = torch.nn.functional.cross_entropy(logits, labels)

    base_encoder    build(num_classes=dim) -> encoder; with mlp its head must be a Linear (fc or classifier)
    dim, K, m, T    features, keys in the queue, momentum of the key encoder, temperature
    mlp             a two-layer head, as in MoCo v2

    Buffers: queue float [dim, K] of unit columns, queue_ptr int64 [1]. In several processes, forward must be
    called by all of them with equally many images.
    """

    queue: torch.Tensor
    queue_ptr: torch.Tensor

    def __init__(
        self,
        base_encoder: Callable[..., nn.Module],
        dim: int = 128,
        K: int = 65536,
        m: float = 0.999,
        T: float = 0.07,
        mlp: bool = False,
    ):
        super().__init__()
        self.K, self.m, self.T = K, m, T
        self.encoder_q = base_encoder(num_classes=dim)
        self.encoder_k = base_encoder(num_classes=dim)
        if mlp:
            add_mlp_head(self.encoder_q)
            add_mlp_head(self.encoder_k)
        for key, query in zip(self.encoder_k.parameters(), self.encoder_q.parameters()):
            key.data.copy_(query.data)
            key.requires_grad = False
        self.register_buffer("queue", normalize(torch.randn(dim, K), dim=0))
        self.register_buffer("queue_ptr", torch.zeros(1, dtype=torch.long))
        self.register_load_state_dict_pre_hook(drop_wrappers)

    @torch.no_grad()
    def update_key_encoder(self) -> None:
        """Parameters of the key encoder move towards the query encoder's (eq. 2); its buffers do not."""
        keys = [parameter.data for parameter in self.encoder_k.parameters()]
        queries = [parameter.data for parameter in self.encoder_q.parameters()]
        torch._foreach_mul_(keys, self.m)
        torch._foreach_add_(keys, torch._foreach_mul(queries, 1.0 - self.m))

    @torch.no_grad()
    def enqueue(self, keys: torch.Tensor) -> None:
        """All processes' keys [n, dim] replace the oldest of the queue. Raises ValueError where n does not divide K."""
        keys = gather(keys)
        n = len(keys)
        if self.K % n:
            raise ValueError(
                f"a queue of K = {self.K} keys cannot be filled by batches of {n}: choose K divisible by it"
            )
        # On the device alone: reading the pointer would wait for all that was asked of a GPU. Resumed with another
        # batch size, the new keys may begin anew at the front.
        columns = (self.queue_ptr + torch.arange(n, device=keys.device)).remainder_(self.K)
        self.queue.index_copy_(1, columns, keys.T)
        self.queue_ptr.add_(n).remainder_(self.K)

    def check_loaded(self) -> None:
        """Raises ValueError where a loaded state points outside the queue."""
        if not 0 <= int(self.queue_ptr) < self.K:
            raise ValueError(f"queue_ptr is {int(self.queue_ptr)}, the queue has {self.K} keys")

    @torch.no_grad()
    def encode_keys(self, images: torch.Tensor) -> torch.Tensor:
        """Unit keys float [n, dim] of images [n, 3, h, w], with shuffled batch normalisation (section 3.3).

        Each process encodes a random share of the joint batch, so that the statistics of a key's
        batch do not tell which query it belongs to.
        """
        n, (rank, world) = len(images), rank_and_world()
        if world == 1:
            return normalize(self.encoder_k(images).float(), dim=1)
        joint = gather(images)
        shuffle = torch.randperm(len(joint), device=images.device)
        distributed.broadcast(shuffle, src=0)
        mine = shuffle[rank * n : rank * n + n]
        keys = gather(normalize(self.encoder_k(joint[mine]).float(), dim=1))
        return keys[torch.argsort(shuffle)[rank * n : rank * n + n]]

    def forward(self, im_q: torch.Tensor, im_k: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Images float [n, 3, h, w], two views of each -> logits float32 [n, 1 + K], labels int64 [n] (zeros).

        The first column is the positive pair. Updates the key encoder, then the queue (after the
        logits are taken).
        """
        queries = normalize(self.encoder_q(im_q).float(), dim=1)
        self.update_key_encoder()
        keys = self.encode_keys(im_k)
        with torch.autocast(queries.device.type, enabled=False):
            positive = (queries * keys).sum(1, keepdim=True)
            negative = queries @ self.queue.clone()
            logits = torch.cat([positive, negative], dim=1) / self.T
        self.enqueue(keys)
        return logits, torch.zeros(len(logits), dtype=torch.long, device=logits.device)
