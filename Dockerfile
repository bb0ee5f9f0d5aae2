# Everything of this repository in one image, for CPUs and NVIDIA GPUs alike (docs/container.md).
#   docker build -t procedural-image-programs .
#   docker run --rm --shm-size 2g -v "$PWD/outputs:/opt/images/outputs" procedural-image-programs
#   docker run --rm --gpus all --shm-size 2g ... procedural-image-programs .venv/bin/python moco/main_train.py ...
FROM debian:bookworm-slim

# What a container gets of the host's NVIDIA driver: without `graphics` there is no OpenGL on the GPU.
ENV NVIDIA_VISIBLE_DEVICES=all
ENV NVIDIA_DRIVER_CAPABILITIES=graphics,compute,utility

# Mesa draws where there is no GPU; tini is process 1, which hands signals on; ffmpeg writes H.264.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ca-certificates ffmpeg libegl1 libgl1 libgl1-mesa-dri python3 python3-venv tini \
    && rm -rf /var/lib/apt/lists/*

# Where libglvnd finds NVIDIA's EGL; older container toolkits do not bring this file.
COPY scripts/container/10_nvidia.json /usr/share/glvnd/egl_vendor.d/10_nvidia.json

# Packages first: they change less often than the programs.
WORKDIR /opt/images
COPY requirements.txt requirements-s3.txt ./
RUN python3 -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --progress-bar off \
        -r requirements.txt -r requirements-s3.txt

COPY . .
RUN bash scripts/setup.sh -r requirements-s3.txt \
    && .venv/bin/python -m compileall -q benchmarks dino downloads evaluation image_generation learning lejepa moco \
        stylegan2 supcon

# Any user may run it, as `docker run --user` and clusters ask for: what is written lies in these folders.
RUN useradd --create-home --uid 1000 --shell /bin/bash images \
    && mkdir -p outputs data shader_codes encoders generators videos \
    && chmod 777 outputs data shader_codes encoders generators videos shader_ids /home/images \
    && install -m 666 /dev/null .setup.lock
USER 1000
ENV HOME=/home/images

ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["bash", "scripts/quickstart.sh"]
