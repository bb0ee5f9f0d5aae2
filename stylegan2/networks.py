"""The generator and discriminator of StyleGAN2 with ADA's options.

Written from arXiv 1912.04958 (StyleGAN2) and arXiv 2006.06676 (ADA). Constructor arguments, attribute and
parameter names are those of NVIDIA's published networks, so that their configuration and weights load as they are
(stylegan2/pickles.py), and equal weights give equal images.
"""

import math

import torch
from torch import nn

from stylegan2 import filters
from stylegan2.layers import Conv, Dense, StyledConv, ToRGB, unit_second_moment

ARCHITECTURES = ("skip", "resnet", "orig")


def check_resolution(resolution, smallest=4):
    """Raises ValueError unless `resolution` is a power of two and at least `smallest`."""
    if not isinstance(resolution, int) or resolution < smallest or resolution & (resolution - 1):
        raise ValueError(f"the resolution must be a power of two of at least {smallest}, not {resolution}")


def check_architecture(architecture):
    if architecture not in ARCHITECTURES:
        raise ValueError(f"architecture must be one of {', '.join(ARCHITECTURES)}, not {architecture!r}")


def channels_at(resolution, channel_base, channel_max):
    """Feature maps at one resolution: channel_base / resolution, at most channel_max."""
    return min(channel_base // resolution, channel_max)


def first_half_resolution(img_resolution, num_fp16_res):
    """The lowest resolution that computes in half precision: the `num_fp16_res` highest do, 4x4 never does."""
    return max(2 ** (int(math.log2(img_resolution)) + 1 - num_fp16_res), 8)


def one_at_a_time(module, x):
    """Whether `module` should take the samples of x singly: when it evaluates on CPU without gradients.

    Large activations then stay in memory that malloc reuses, instead of being mapped and faulted in for every
    layer (benchmarks/stylegan2.py), and a sample's result does not depend, to the bit, on the rest of its batch.
    """
    return len(x) > 1 and x.device.type == "cpu" and not module.training and not torch.is_grad_enabled()


class Precision(nn.Module):
    """What both kinds of block share: where a block computes, in which precision and memory order.

    Half precision is float16 on a GPU unless `half_dtype` says otherwise (torch.bfloat16, or None for none).
    On CPU everything stays float32 (set `half_dtype` to force it), in channels-last order, which is the faster
    one there: the transposed convolution by up to four times (benchmarks/stylegan2.py).
    """

    use_fp16 = False
    half_dtype = "auto"

    def enter(self, x, force_fp32):
        half = self.half_dtype
        if half == "auto":
            half = torch.float16 if x.device.type == "cuda" else None
        dtype = half if self.use_fp16 and half is not None and not force_fp32 else torch.float32
        fast = x.device.type == "cpu" or dtype != torch.float32
        return x.to(dtype=dtype, memory_format=torch.channels_last if fast else torch.contiguous_format)


class MappingNetwork(nn.Module):
    """z [n, z_dim] (and labels c [n, c_dim]) to w [n, num_ws, w_dim], or [n, w_dim] when num_ws is None.

    arXiv 1812.04948, section 2; conditioning as in arXiv 2006.06676, appendix C.2. Keeps the moving average of w
    for the truncation trick (arXiv 1812.04948, appendix B).
    """

    def __init__(
        self,
        z_dim,
        c_dim,
        w_dim,
        num_ws,
        num_layers=8,
        embed_features=None,
        layer_features=None,
        activation="lrelu",
        lr_multiplier=0.01,
        w_avg_beta=0.995,
    ):
        super().__init__()
        self.z_dim, self.c_dim, self.w_dim, self.num_ws = z_dim, c_dim, w_dim, num_ws
        self.num_layers, self.w_avg_beta = num_layers, w_avg_beta
        embed_features = 0 if c_dim == 0 else w_dim if embed_features is None else embed_features
        widths = [z_dim + embed_features, *[layer_features or w_dim] * (num_layers - 1), w_dim]
        if c_dim > 0:
            self.embed = Dense(c_dim, embed_features)
        for i in range(num_layers):
            setattr(self, f"fc{i}", Dense(widths[i], widths[i + 1], activation, lr_multiplier))
        if num_ws is not None and w_avg_beta is not None:
            self.register_buffer("w_avg", torch.zeros(w_dim))

    def forward(self, z, c=None, truncation_psi=1.0, truncation_cutoff=None, skip_w_avg_update=False):
        """Truncation pulls the first `truncation_cutoff` layers (all: None) towards the average: psi 1 is off.

        Raises ValueError when a class-conditional network gets no labels, or labels of a wrong width.
        """
        if self.z_dim > 0 and one_at_a_time(self, z):
            labels = [None] * len(z) if c is None else c.split(1)
            return torch.cat([self(*zc, truncation_psi, truncation_cutoff) for zc in zip(z.split(1), labels)])
        inputs = [] if self.z_dim == 0 else [unit_second_moment(z.float())]
        if self.c_dim > 0:
            if c is None or c.shape[1] != self.c_dim:
                got = "none" if c is None else f"width {c.shape[1]}"
                raise ValueError(f"a network of {self.c_dim} classes needs labels [n, {self.c_dim}], got {got}")
            inputs.append(unit_second_moment(self.embed(c.float())))
        w = torch.cat(inputs, dim=1)
        for i in range(self.num_layers):
            w = getattr(self, f"fc{i}")(w)
        tracks = hasattr(self, "w_avg")
        if tracks and self.training and not skip_w_avg_update:
            self.w_avg.copy_(w.detach().mean(dim=0).lerp(self.w_avg, self.w_avg_beta))
        if self.num_ws is None:
            return w
        w = w.unsqueeze(1).repeat(1, self.num_ws, 1)
        if truncation_psi == 1:
            return w
        if not tracks:
            raise ValueError("truncation needs a network that kept its average w (w_avg_beta)")
        layers = slice(0, truncation_cutoff)
        return torch.cat([self.w_avg.lerp(w[:, layers], truncation_psi), w[:, layers.stop or self.num_ws :]], dim=1)


class SynthesisBlock(Precision):
    """One resolution of the generator: (x, image so far) at half the resolution -> both at this one.

    Architectures skip, resnet and orig are those of arXiv 1912.04958, figure 7.
    """

    def __init__(
        self,
        in_channels,
        out_channels,
        w_dim,
        resolution,
        img_channels,
        is_last,
        architecture="skip",
        resample_filter=(1, 3, 3, 1),
        conv_clamp=None,
        use_fp16=False,
        fp16_channels_last=None,  # published configurations have it; the memory order is chosen here
        **layer_kwargs,
    ):
        super().__init__()
        check_architecture(architecture)
        self.architecture, self.use_fp16 = architecture, use_fp16
        self.register_buffer("resample_filter", filters.low_pass(resample_filter), persistent=False)
        layer_kwargs = dict(layer_kwargs, w_dim=w_dim, resolution=resolution, conv_clamp=conv_clamp)
        if in_channels == 0:
            self.const = nn.Parameter(torch.randn(out_channels, resolution, resolution))
        else:
            up = {"up": True, "resample_filter": resample_filter}
            self.conv0 = StyledConv(in_channels, out_channels, **up, **layer_kwargs)
        self.conv1 = StyledConv(out_channels, out_channels, **layer_kwargs)
        if is_last or architecture == "skip":
            self.torgb = ToRGB(out_channels, img_channels, w_dim, conv_clamp)
        if in_channels > 0 and architecture == "resnet":
            self.skip = Conv(in_channels, out_channels, 1, bias=False, **up)
        self.num_conv = 1 if in_channels == 0 else 2
        self.num_torgb = int(hasattr(self, "torgb"))

    def forward(self, x, image, ws, noise_mode="random", force_fp32=False, generators=None):
        """ws: [n, num_conv + num_torgb, w_dim]. The image stays float32."""
        layer = {"noise_mode": noise_mode, "generators": generators}
        w = iter(ws.unbind(dim=1))
        if x is None:
            x = self.enter(self.const.unsqueeze(0).expand(len(ws), -1, -1, -1), force_fp32)
            x = self.conv1(x, next(w), **layer)
        elif self.architecture == "resnet":
            x = self.enter(x, force_fp32)
            residual = self.skip(x, gain=math.sqrt(0.5))
            x = self.conv0(x, next(w), **layer)
            x = self.conv1(x, next(w), gain=math.sqrt(0.5), **layer) + residual
        else:
            x = self.enter(x, force_fp32)
            x = self.conv1(self.conv0(x, next(w), **layer), next(w), **layer)
        if image is not None:
            image = filters.upsample(image, self.resample_filter)
        if self.num_torgb:
            colours = self.torgb(x, next(w)).float()
            image = colours if image is None else image + colours
        return x, image


class SynthesisNetwork(nn.Module):
    """w [n, num_ws, w_dim] -> images [n, img_channels, img_resolution, img_resolution], about -1 to 1, float32."""

    def __init__(
        self,
        w_dim,
        img_resolution,
        img_channels,
        channel_base=32768,
        channel_max=512,
        num_fp16_res=0,
        **block_kwargs,
    ):
        super().__init__()
        check_resolution(img_resolution)
        self.w_dim, self.img_resolution, self.img_channels = w_dim, img_resolution, img_channels
        self.block_resolutions = [2**i for i in range(2, int(math.log2(img_resolution)) + 1)]
        half_from = first_half_resolution(img_resolution, num_fp16_res)
        in_channels = 0
        self.num_ws = 0
        for resolution in self.block_resolutions:
            channels = channels_at(resolution, channel_base, channel_max)
            is_last = resolution == img_resolution
            block_kwargs["use_fp16"] = resolution >= half_from
            block = SynthesisBlock(
                in_channels, channels, w_dim, resolution, img_channels, is_last=is_last, **block_kwargs
            )
            setattr(self, f"b{resolution}", block)
            self.num_ws += block.num_conv + (block.num_torgb if is_last else 0)
            in_channels = channels

    def forward(self, ws, noise_mode="random", force_fp32=False, generators=None):
        """noise_mode: const, random (new noise each call, or from one torch.Generator a sample) or none."""
        if ws.ndim != 3 or ws.shape[1:] != (self.num_ws, self.w_dim):
            raise ValueError(f"ws must be [n, {self.num_ws}, {self.w_dim}], not {list(ws.shape)}")
        if one_at_a_time(self, ws):
            generators = [None] * len(ws) if generators is None else [[g] for g in generators]
            return torch.cat([self(w, noise_mode, force_fp32, g) for w, g in zip(ws.split(1), generators)])
        x = image = None
        first = 0
        for resolution in self.block_resolutions:
            block = getattr(self, f"b{resolution}")
            block_ws = ws[:, first : first + block.num_conv + block.num_torgb].float()
            x, image = block(x, image, block_ws, noise_mode, force_fp32, generators)
            first += block.num_conv  # a to-RGB layer shares its w with the next resolution's first convolution
        return image.contiguous()


class Generator(nn.Module):
    """z [n, z_dim], labels c [n, c_dim] or None -> images [n, img_channels, r, r], about -1 to 1, float32.

    Example: Generator(512, 0, 512, 256, 3, synthesis_kwargs={"channel_base": 16384})(torch.randn(2, 512))
    """

    def __init__(self, z_dim, c_dim, w_dim, img_resolution, img_channels, mapping_kwargs=None, synthesis_kwargs=None):
        self.config = {name: value for name, value in locals().items() if name not in ("self", "__class__")}
        super().__init__()
        self.z_dim, self.c_dim, self.w_dim = z_dim, c_dim, w_dim
        self.img_resolution, self.img_channels = img_resolution, img_channels
        self.synthesis = SynthesisNetwork(w_dim, img_resolution, img_channels, **(synthesis_kwargs or {}))
        self.num_ws = self.synthesis.num_ws
        self.mapping = MappingNetwork(z_dim, c_dim, w_dim, self.num_ws, **(mapping_kwargs or {}))

    def forward(self, z, c=None, truncation_psi=1.0, truncation_cutoff=None, **synthesis_kwargs):
        ws = self.mapping(z, c, truncation_psi, truncation_cutoff)
        return self.synthesis(ws, **synthesis_kwargs)


class DiscriminatorBlock(Precision):
    """One resolution of the discriminator: (x, image) -> both at half the resolution."""

    def __init__(
        self,
        in_channels,
        tmp_channels,
        out_channels,
        resolution,
        img_channels,
        first_layer,
        architecture="resnet",
        activation="lrelu",
        resample_filter=(1, 3, 3, 1),
        conv_clamp=None,
        use_fp16=False,
        fp16_channels_last=None,  # as in SynthesisBlock
        freeze_layers=0,
    ):
        super().__init__()
        check_architecture(architecture)
        self.architecture, self.use_fp16 = architecture, use_fp16
        self.register_buffer("resample_filter", filters.low_pass(resample_filter), persistent=False)
        self.num_layers = 0

        def conv(*sizes, **kwargs):
            frozen = first_layer + self.num_layers < freeze_layers
            self.num_layers += 1
            return Conv(*sizes, resample_filter=resample_filter, frozen=frozen, **kwargs)

        act = {"activation": activation, "conv_clamp": conv_clamp}
        if in_channels == 0 or architecture == "skip":
            self.fromrgb = conv(img_channels, tmp_channels, 1, **act)
        self.conv0 = conv(tmp_channels, tmp_channels, 3, **act)
        self.conv1 = conv(tmp_channels, out_channels, 3, down=True, **act)
        if architecture == "resnet":
            self.skip = conv(tmp_channels, out_channels, 1, bias=False, down=True)

    def forward(self, x, image, force_fp32=False):
        if x is not None:
            x = self.enter(x, force_fp32)
        if x is None or self.architecture == "skip":
            colours = self.fromrgb(self.enter(image, force_fp32))
            x = colours if x is None else x + colours
            image = filters.downsample(image, self.resample_filter) if self.architecture == "skip" else None
        if self.architecture == "resnet":
            residual = self.skip(x, gain=math.sqrt(0.5))
            return self.conv1(self.conv0(x), gain=math.sqrt(0.5)) + residual, image
        return self.conv1(self.conv0(x)), image


def append_minibatch_deviation(x, group_size, num_channels=1):
    """Append channels that tell how much samples differ within their group (arXiv 1710.10196, section 3).

    x: [n, c, h, w], float32; groups take every (n / group_size)-th sample. Raises ValueError if n does not divide.
    """
    n, c, h, w = x.shape
    group_size = n if group_size is None else min(group_size, n)
    if n % group_size:
        raise ValueError(f"a batch of {n} does not split into groups of {group_size} (mbstd_group_size)")
    groups = x.view(group_size, n // group_size, num_channels, c // num_channels, h, w)
    deviation = ((groups - groups.mean(dim=0)).square().mean(dim=0) + 1e-8).sqrt()
    deviation = deviation.mean(dim=(2, 3, 4)).view(-1, num_channels, 1, 1)
    return torch.cat([x, deviation.repeat(group_size, 1, h, w)], dim=1)


class DiscriminatorEpilogue(nn.Module):
    """The last block, at 4x4: minibatch deviation, convolution, two dense layers, and projection onto the label."""

    def __init__(
        self,
        in_channels,
        cmap_dim,
        resolution,
        img_channels,
        architecture="resnet",
        mbstd_group_size=4,
        mbstd_num_channels=1,
        activation="lrelu",
        conv_clamp=None,
    ):
        super().__init__()
        check_architecture(architecture)
        self.cmap_dim, self.mbstd_group_size, self.mbstd_num_channels = (
            cmap_dim,
            mbstd_group_size,
            mbstd_num_channels,
        )
        if architecture == "skip":
            self.fromrgb = Conv(img_channels, in_channels, 1, activation=activation)
        act = {"activation": activation, "conv_clamp": conv_clamp}
        self.conv = Conv(in_channels + mbstd_num_channels, in_channels, 3, **act)
        self.fc = Dense(in_channels * resolution**2, in_channels, activation)
        self.out = Dense(in_channels, cmap_dim or 1)

    def forward(self, x, image, cmap):
        x = x.to(torch.float32, memory_format=torch.contiguous_format)
        if hasattr(self, "fromrgb"):
            x = x + self.fromrgb(image.float())
        if self.mbstd_num_channels > 0:
            x = append_minibatch_deviation(x.contiguous(), self.mbstd_group_size, self.mbstd_num_channels)
        x = self.out(self.fc(self.conv(x).flatten(1)))
        if self.cmap_dim > 0:  # arXiv 1802.05637
            x = (x * cmap).sum(dim=1, keepdim=True) / math.sqrt(self.cmap_dim)
        return x


class Discriminator(nn.Module):
    """images [n, img_channels, r, r], labels c [n, c_dim] or None -> logits [n, 1], float32.

    The batch must divide into minibatch-deviation groups (epilogue_kwargs mbstd_group_size, 4).
    """

    def __init__(
        self,
        c_dim,
        img_resolution,
        img_channels,
        architecture="resnet",
        channel_base=32768,
        channel_max=512,
        num_fp16_res=0,
        conv_clamp=None,
        cmap_dim=None,
        block_kwargs=None,
        mapping_kwargs=None,
        epilogue_kwargs=None,
    ):
        self.config = {name: value for name, value in locals().items() if name not in ("self", "__class__")}
        super().__init__()
        check_resolution(img_resolution, smallest=8)
        self.c_dim, self.img_resolution, self.img_channels = c_dim, img_resolution, img_channels
        self.block_resolutions = [2**i for i in range(int(math.log2(img_resolution)), 2, -1)]
        half_from = first_half_resolution(img_resolution, num_fp16_res)
        channels = {r: channels_at(r, channel_base, channel_max) for r in [*self.block_resolutions, 4]}
        cmap_dim = 0 if c_dim == 0 else channels[4] if cmap_dim is None else cmap_dim
        common = {"img_channels": img_channels, "architecture": architecture, "conv_clamp": conv_clamp}
        first_layer = 0
        for r in self.block_resolutions:
            in_channels = 0 if r == img_resolution else channels[r]
            block = DiscriminatorBlock(
                in_channels,
                channels[r],
                channels[r // 2],
                r,
                first_layer=first_layer,
                use_fp16=r >= half_from,
                **common,
                **(block_kwargs or {}),
            )
            setattr(self, f"b{r}", block)
            first_layer += block.num_layers
        if c_dim > 0:
            self.mapping = MappingNetwork(0, c_dim, cmap_dim, num_ws=None, w_avg_beta=None, **(mapping_kwargs or {}))
        self.b4 = DiscriminatorEpilogue(channels[4], cmap_dim, 4, **common, **(epilogue_kwargs or {}))

    def forward(self, image, c=None, force_fp32=False):
        size = [self.img_channels, self.img_resolution, self.img_resolution]
        if list(image.shape[1:]) != size:
            raise ValueError(f"images must be [n, {', '.join(map(str, size))}], not {list(image.shape)}")
        x = None
        for r in self.block_resolutions:
            x, image = getattr(self, f"b{r}")(x, image, force_fp32)
        cmap = self.mapping(None, c) if self.c_dim > 0 else None
        return self.b4(x, image, cmap)
