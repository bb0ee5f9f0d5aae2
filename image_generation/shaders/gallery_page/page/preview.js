"use strict";
/* A program drawn live in WebGL 2, with the values that the renderer gives its uniforms (draw_state.py). */

const SIDE = 384; // pixels of the canvas

class Preview {
  /** told: called after every change with nothing; read `time`, `playing` and `error` then. */
  constructor(canvas, told) {
    this.canvas = canvas;
    this.told = told;
    this.gl = null;
    this.program = null;
    this.playing = false;
    this.error = "";
    this.start = this.time = 0;
    this.mouse = [0, 0, 0, 0];
    this.unit = [0.5, 0.5];
    this.turn = 0; // which opening a late answer belongs to
    canvas.width = canvas.height = SIDE;
    canvas.addEventListener("pointerdown", (event) => this.point(event, true));
    canvas.addEventListener("pointermove", (event) => event.buttons & 1 && this.point(event, false));
    canvas.addEventListener("webglcontextlost", (event) => {
      event.preventDefault();
      this.gl = this.program = null;
      this.fail("The graphics driver has given up on this program (WebGL context lost).");
    });
  }

  /** Compile {fragment, uniforms, channels}, draw it at `start` seconds and play on. */
  async open(preview, start = 0) {
    this.close();
    const turn = ++this.turn;
    this.start = this.time = start;
    this.mouse = [0, 0, 0, 0];
    this.unit = [0.5, 0.5];
    this.preview = preview;
    try {
      this.gl ??= this.canvas.getContext("webgl2", { alpha: false, antialias: false, powerPreference: "low-power" });
      if (!this.gl) throw new Error("This browser offers no WebGL 2.");
      if (this.gl.isContextLost()) throw new Error("The graphics driver is being restarted; try again in a moment.");
      const media = await Promise.all(preview.channels.map((channel) => loadPicture(channel)));
      const program = await this.compile(preview.fragment);
      if (turn !== this.turn) return;
      this.program = program;
      this.bind(media);
      this.play();
    } catch (error) {
      if (turn === this.turn) this.fail(error.message);
    }
  }

  /** Stop and free what the program holds. */
  close() {
    this.turn++;
    this.playing = false;
    this.error = "";
    if (this.gl) {
      this.gl.deleteProgram(this.program);
      for (const texture of this.textures ?? []) this.gl.deleteTexture(texture);
    }
    this.program = null;
    this.textures = [];
  }

  fail(message) {
    this.playing = false;
    this.error = message;
    this.told();
  }

  play() {
    if (!this.program || this.playing) return;
    this.playing = true;
    let before = null;
    let fence = null;
    const step = (now) => {
      if (!this.playing) return;
      const gl = this.gl;
      // A frame that is still being drawn is waited for without blocking the page.
      const busy = fence && gl.clientWaitSync(fence, 0, 0) === gl.TIMEOUT_EXPIRED;
      if (!busy) {
        if (before !== null) this.time += (now - before) / 1000;
        before = now;
        gl.deleteSync(fence);
        this.draw(this.time);
        fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
        gl.flush();
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
    this.told();
  }

  pause() {
    this.playing = false;
    this.told();
  }

  reset() {
    this.time = this.start;
    if (this.program && !this.playing) this.draw(this.time);
    this.told();
  }

  point(event, pressed) {
    const box = this.canvas.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const y = 1 - (event.clientY - box.top) / box.height;
    this.unit = [x, y];
    this.mouse.splice(0, 2, x * SIDE, y * SIDE);
    if (pressed) this.mouse.splice(2, 2, x * SIDE, y * SIDE);
    if (this.program && !this.playing) this.draw(this.time);
  }

  // ---------------------------------------------------------------- drawing

  async compile(fragment) {
    const gl = this.gl;
    const shader = (type, text) => {
      const made = gl.createShader(type);
      gl.shaderSource(made, text);
      gl.compileShader(made);
      return made;
    };
    const program = gl.createProgram();
    const stages = [shader(gl.VERTEX_SHADER, data.renderer.vertex), shader(gl.FRAGMENT_SHADER, fragment)];
    for (const stage of stages) gl.attachShader(program, stage);
    gl.linkProgram(program);
    const parallel = gl.getExtension("KHR_parallel_shader_compile");
    while (parallel && !gl.isContextLost() && !gl.getProgramParameter(program, parallel.COMPLETION_STATUS_KHR)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const good = gl.getProgramParameter(program, gl.LINK_STATUS);
    const log = good ? "" : `${gl.getShaderInfoLog(stages[1]) ?? ""}\n${gl.getProgramInfoLog(program) ?? ""}`;
    for (const stage of stages) gl.deleteShader(stage);
    if (!good) {
      gl.deleteProgram(program);
      throw new Error(`WebGL 2 does not compile it:\n${explained(log, fragment)}`);
    }
    return program;
  }

  /** Find out which uniforms are there, and bind a texture to every sampler. */
  bind(media) {
    const { gl, program, preview } = this;
    gl.useProgram(program);
    const sources = new Map(preview.uniforms.map(([name, type, source]) => [name, { type: type.split("[")[0], source }]));
    const channels = new Map(preview.channels.map((channel, k) => [channel.name, { channel, picture: media[k] }]));
    this.sizes = Object.fromEntries(preview.channels.map(({ name, size }) => [name, size]));
    this.uniforms = [];
    let unit = 0;
    for (let k = 0; k < gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS); k++) {
      const { name, size, type } = gl.getActiveUniform(program, k);
      const plain = name.replace("[0]", "");
      const location = gl.getUniformLocation(program, name);
      const kind = uniformKinds(gl)[type];
      if (!kind) {
        const units = Array.from({ length: size }, () => unit++);
        gl.uniform1iv(location, units);
        for (const one of units) this.attach(one, type, channels.get(plain));
      } else if (sources.get(plain)?.type === kind.name) {
        this.uniforms.push({ location, kind, count: kind.size * size, source: sources.get(plain).source });
      }
    }
  }

  /** Bind a channel's picture, or a black texel, to a unit. */
  attach(unit, type, bound) {
    const gl = this.gl;
    const target = { [gl.SAMPLER_CUBE]: gl.TEXTURE_CUBE_MAP, [gl.SAMPLER_3D]: gl.TEXTURE_3D }[type] ?? gl.TEXTURE_2D;
    const texture = gl.createTexture();
    this.textures.push(texture);
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(target, texture);
    const faces = target === gl.TEXTURE_CUBE_MAP ? [0, 1, 2, 3, 4, 5].map((k) => gl.TEXTURE_CUBE_MAP_POSITIVE_X + k) : [target];
    const black = new Uint8Array([0, 0, 0, 255]);
    const shape = { "2d": gl.TEXTURE_2D, cube: gl.TEXTURE_CUBE_MAP, "3d": gl.TEXTURE_3D }[bound?.channel.shape];
    if (shape !== target) {
      for (const face of faces) {
        if (target === gl.TEXTURE_3D) gl.texImage3D(face, 0, gl.RGBA, 1, 1, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, black);
        else gl.texImage2D(face, 0, gl.RGBA, 1, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, black);
      }
      gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      return;
    }
    const { channel, picture } = bound;
    const [width, height, depth] = channel.size;
    const levels = Math.floor(Math.log2(Math.max(width, height))) + 1;
    if (target === gl.TEXTURE_3D) gl.texStorage3D(target, levels, gl.RGBA8, width, height, depth);
    else gl.texStorage2D(target, levels, gl.RGBA8, width, height);
    gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, channel.flip);
    faces.forEach((face, k) => {
      gl.pixelStorei(gl.UNPACK_SKIP_ROWS, k * height); // faces lie one below another
      const format = [gl.RGBA, gl.UNSIGNED_BYTE, picture];
      if (target === gl.TEXTURE_3D) gl.texSubImage3D(face, 0, 0, 0, 0, width, height, depth, ...format);
      else gl.texSubImage2D(face, 0, 0, 0, width, height, ...format);
    });
    gl.pixelStorei(gl.UNPACK_SKIP_ROWS, 0);
    gl.generateMipmap(target);
    const wrap = channel.repeat ? gl.REPEAT : gl.CLAMP_TO_EDGE;
    for (const axis of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T, gl.TEXTURE_WRAP_R]) gl.texParameteri(target, axis, wrap);
    const smallest = { nearest: gl.NEAREST, linear: gl.LINEAR, mipmap: gl.LINEAR_MIPMAP_LINEAR }[channel.filter];
    gl.texParameteri(target, gl.TEXTURE_MIN_FILTER, smallest);
    gl.texParameteri(target, gl.TEXTURE_MAG_FILTER, channel.filter === "nearest" ? gl.NEAREST : gl.LINEAR);
  }

  /** Draw the frame of a time. */
  draw(time) {
    const gl = this.gl;
    this.time = time;
    for (const { location, kind, count, source } of this.uniforms) {
      const value = Array.from({ length: count }, () => 0);
      this.value(source).slice(0, count).forEach((number, k) => (value[k] = number));
      if (kind.matrix) gl[kind.setter](location, false, value);
      else gl[kind.setter](location, value);
    }
    gl.viewport(0, 0, SIDE, SIDE);
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    this.told();
  }

  /** The numbers of a uniform's source, as program.py lists them. */
  value(source) {
    if (Array.isArray(source)) return source;
    const [name, channel] = source.split(":");
    const { rate, date } = data.renderer;
    const frame = Math.trunc(this.time * rate);
    switch (name) {
      case "time": return [this.time];
      case "frame": return [frame];
      case "frame_count": return [frame + 1];
      case "time_delta": return [1 / rate];
      case "frame_rate": return [rate];
      case "resolution": case "target_size": return [SIDE, SIDE, 1];
      case "surface_size": return [1, 1];
      case "mouse": return this.mouse;
      case "mouse_unit": return this.unit;
      case "date": return [date[0], date[1], date[2], date[3] + this.time];
      case "sample_rate": return [44100];
      case "channel_time": return [this.time, this.time, this.time, this.time];
      case "channel_size": {
        if (channel !== undefined) return this.sizes[channel] ?? [0, 0, 0];
        const named = Object.entries(this.sizes);
        return [0, 1, 2, 3].flatMap((k) => named.find(([of]) => of.endsWith(`iChannel${k}`))?.[1] ?? [0, 0, 0]);
      }
      case "random": return [Math.random()];
      default: return [0];
    }
  }
}

let kinds = null;

/** Uniform types by their WebGL numbers: name, components, setter. Samplers are not among them. */
function uniformKinds(gl) {
  if (kinds) return kinds;
  kinds = {};
  const add = (type, name, size, setter, matrix = false) => (kinds[type] = { name, size, setter, matrix });
  add(gl.FLOAT, "float", 1, "uniform1fv");
  add(gl.INT, "int", 1, "uniform1iv");
  add(gl.UNSIGNED_INT, "uint", 1, "uniform1uiv");
  add(gl.BOOL, "bool", 1, "uniform1iv");
  for (const n of [2, 3, 4]) {
    add(gl[`FLOAT_VEC${n}`], `vec${n}`, n, `uniform${n}fv`);
    add(gl[`INT_VEC${n}`], `ivec${n}`, n, `uniform${n}iv`);
    add(gl[`UNSIGNED_INT_VEC${n}`], `uvec${n}`, n, `uniform${n}uiv`);
    add(gl[`BOOL_VEC${n}`], `bvec${n}`, n, `uniform${n}iv`);
    add(gl[`FLOAT_MAT${n}`], `mat${n}`, n * n, `uniformMatrix${n}fv`, true);
  }
  return kinds;
}

/** A compiler's log with the author's file names and lines. */
function explained(log, fragment) {
  const named = /^\/\/ pieces: (\[.*\])$/m.exec(fragment);
  const pieces = named ? JSON.parse(named[1]) : [];
  return log
    .replace(/ERROR: \d+:(\d+): /g, (_, place) => {
      const piece = pieces[Math.floor(place / data.renderer.lines)] || "shader";
      return `${piece}:${place % data.renderer.lines}: `;
    })
    .replace(/\0|gl330_0?/g, "") // what webgl.py puts before names
    .trim();
}

/** The picture of a channel, ready for texImage2D. */
async function loadPicture(channel) {
  const picture = new Image();
  picture.src = await loadPart(channel.part);
  await picture.decode();
  return picture;
}
