// title: Frieze Bands
// description: Stacked borders, each in another of the seven frieze symmetries, like pottery or woven belts.
// tags: wallpaper, frieze, symmetry, ornament

mat2 turn(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

uint scramble(uint x) {
    x ^= x >> 15;
    x *= 0x2c9277b5u;
    x ^= x >> 13;
    x *= 0x5f356495u;
    return x ^ (x >> 16);
}

float rnd(int k, int s) {
    return float(scramble(uint(k) * 0x9e3779b9u ^ uint(s) * 0x7feb3a2fu) >> 8) / 16777216.0;
}

uint cellBits(ivec2 c, int s) {
    return scramble(uint(c.x) * 0x8da6b343u ^ uint(c.y) * 0xd8163841u ^ uint(s) * 0xcb1ab31fu);
}

float cell1(ivec2 c, int s) {
    return float(cellBits(c, s) >> 8) / 16777216.0;
}

vec2 cell2(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec2(float(b & 0xffffu), float(b >> 16)) / 65535.0;
}

vec4 cell4(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec4(float(b & 255u), float((b >> 8) & 255u), float((b >> 16) & 255u), float(b >> 24)) / 255.0;
}

float noise(vec2 p, int s) {
    vec2 f = floor(p), t = p - f;
    ivec2 c = ivec2(f);
    t = t * t * (3.0 - 2.0 * t);
    return mix(mix(cell1(c, s), cell1(c + ivec2(1, 0), s), t.x),
               mix(cell1(c + ivec2(0, 1), s), cell1(c + ivec2(1, 1), s), t.x), t.y);
}

float fbm(vec2 p, int s) {
    float sum = 0.0, amp = 0.5;
    for (int i = 0; i < 5; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.62, 1.18, -1.18, 1.62) * p + 3.7;
        amp *= 0.5;
    }
    return sum / 0.97;
}

float fbm3(vec2 p, int s) {
    float sum = 0.0, amp = 0.57;
    for (int i = 0; i < 3; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.7, 1.1, -1.1, 1.7) * p + 5.1;
        amp *= 0.5;
    }
    return sum;
}

vec3 hsv(float h, float s, float v) {
    vec3 c = clamp(abs(fract(h + vec3(0.0, 2.0, 1.0) / 3.0) * 6.0 - 3.0) - 1.0, 0.0, 1.0);
    return v * mix(vec3(1.0), c * c * (3.0 - 2.0 * c), s);
}

vec3 ink(int k, int s) {
    vec4 a = cell4(ivec2(s, 71), 5), b = cell4(ivec2(k, s), 6);
    float spread = mix(0.06, 0.75, a.x * a.y);
    float h = a.z + spread * (b.x - 0.5) + (b.y > 0.8 ? 0.45 : 0.0);
    float v = mix(0.1, 0.98, fract(a.w + float(k) * 0.6180340));
    float sat = a.y < 0.5 ? mix(0.12, 0.5, b.z) : mix(0.35, 0.95, b.z);
    if (fract(a.y * 7.0) > 0.85 && k % 3 != 0) sat *= 0.12;
    return hsv(h, sat * (1.15 - 0.5 * v), v);
}

vec3 earth(int k, int s) {
    vec4 b = cell4(ivec2(k, s), 7);
    float h = mix(0.03, 0.14, b.y);
    if (b.x > 0.6) h = mix(0.2, 0.36, b.y);
    if (b.x > 0.82) h = mix(0.52, 0.64, b.y);
    float v = mix(0.14, 0.92, fract(cell1(ivec2(s), 8) + float(k) * 0.6180340));
    return hsv(h, mix(0.15, 0.7, b.z) * (1.2 - 0.6 * v), v);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.5 + 0.15;
    int scene = 5403 + int(clock);
    float bulge = mix(0.0, 0.5, rnd(scene, 1));
    vec2 q = turn((rnd(scene, 2) - 0.5) * (rnd(scene, 3) > 0.5 ? 3.1 : 0.3)) * p;
    q.y += bulge * q.x * q.x;
    float shade = 1.0 - bulge * 1.2 * q.x * q.x;
    q.y = q.y * mix(2.5, 8.0, rnd(scene, 4)) + 40.0 + fract(clock) * 3.0;
    q.x *= mix(2.5, 8.0, rnd(scene, 4));
    float row = floor(q.y), y = fract(q.y);
    int k = int(row);
    float split = mix(0.25, 0.75, rnd(k, scene));
    float high = y < split ? split : 1.0 - split;
    float v = y < split ? y / split : (y - split) / (1.0 - split);
    k = k * 2 + (y < split ? 0 : 1);
    float x = q.x / high * mix(0.6, 1.4, rnd(k, scene + 1)) + fract(clock) * (rnd(k, scene + 2) - 0.5) * 8.0;
    int kind = int(rnd(k, scene + 3) * 7.0);
    float i = floor(x);
    vec2 t = vec2(x - i, v);
    if (kind == 1 || kind == 4) t.x = abs(t.x - 0.5) * 2.0;
    if (kind == 2 || kind == 4) t.y = abs(t.y - 0.5) * 2.0;
    if (kind == 3 && mod(i, 2.0) > 0.5) t = 1.0 - t;
    if (kind == 5 && mod(i, 2.0) > 0.5) t.y = 1.0 - t.y;
    if (kind == 6) t = mod(i, 2.0) > 0.5 ? vec2(abs(t.x - 0.5) * 2.0, 1.0 - t.y)
        : vec2(abs(t.x - 0.5) * 2.0, t.y);
    vec3 col = ink(k % 4, scene), a = ink((k + 1) % 4 + 2, scene), b = ink((k + 2) % 5, scene);
    vec2 o = cell2(ivec2(k, scene), 7);
    float d = abs(length(t - o) - mix(0.2, 0.6, rnd(k, 8))) - 0.09;
    if (rnd(k, 9) > 0.5) d = min(d, abs(t.y - mix(o.y, o.x, t.x)) - 0.08);
    else d = max(abs(t.x - o.x) + abs(t.y - o.y) - 0.5, -d);
    if (rnd(k, 10) > 0.6) d = min(d, length(t - o.yx) - 0.16);
    if (d < 0.0) col = mix(a, b, step(0.5, t.y) * step(0.5, rnd(k, 11)));
    if (rnd(k, 12) > 0.82) col = mix(a, b, step(0.5, fract(x * 2.0 + v)));
    float edge = min(v, 1.0 - v) * high;
    col = mix(ink(6, scene), col, step(0.05, edge));
    col *= 0.75 + 0.3 * smoothstep(0.0, 0.12, edge) + 0.4 * (fbm3(vec2(q) * 1.5, scene) - 0.5);
    float chips = fbm(p * 5.0 + 20.0 * rnd(scene, 5), scene + 1);
    col = mix(earth(1, scene) * (0.5 + noise(p * 40.0, 4)), col, smoothstep(0.28, 0.31, chips));
    fragColor = vec4(col * shade * 1.1, 1.0);
}
