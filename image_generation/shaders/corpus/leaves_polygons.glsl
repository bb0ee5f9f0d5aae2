// title: Cut Paper Heap
// description: Heaped triangles, squares and hexagons cut from printed paper, with soft shadows below them.
// tags: dead-leaves, collage, polygons, shadow

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

float sdBox(vec2 p, vec2 b) {
    vec2 d = abs(p) - b;
    return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.8 + 0.1;
    int scene = 1841 + int(clock);
    p *= mix(0.5, 1.6, rnd(scene, 1));
    p += fract(clock) * vec2(1.1, -1.9);
    float shade = 1.0, top = -1.0;
    vec2 at = p, sun = normalize(cell2(ivec2(scene), 2) - 0.5) * 0.05;
    for (int i = 0; i < 7; i++) {
        float scale = exp2(mix(-0.5, 2.6, rnd(i, scene + 3)));
        vec2 q = p * scale + 31.0 * cell2(ivec2(i, scene), 4);
        ivec2 c = ivec2(floor(q));
        vec4 h = cell4(c, i + scene * 8);
        vec2 axis = normalize(h.xy - vec2(0.51, 0.47));
        vec2 d = q - vec2(c) - mix(vec2(0.5), h.zw, 0.25);
        vec2 a = mat2(axis, -axis.y, axis.x) * d, b = mat2(axis, -axis.y, axis.x) * (d + sun * scale);
        float r = mix(0.12, 0.34, h.z);
        float da = sdBox(a, vec2(r, r * mix(0.3, 1.0, h.x))), db = sdBox(b, vec2(r, r * mix(0.3, 1.0, h.x)));
        if (h.w > 0.4) {
            a.x = abs(a.x);
            b.x = abs(b.x);
            da = max(dot(a, vec2(0.866, 0.5)), -a.y) - r * 0.55;
            db = max(dot(b, vec2(0.866, 0.5)), -b.y) - r * 0.55;
        }
        if (h.w > 0.7) {
            da = max(max(dot(a, vec2(0.866, 0.5)), dot(a, vec2(0.866, -0.5))), abs(a.y)) - r * 0.8;
            db = max(max(dot(b, vec2(0.866, 0.5)), dot(b, vec2(0.866, -0.5))), abs(b.y)) - r * 0.8;
        }
        if (da < 0.0) {
            top = h.x + float(i);
            at = a / scale;
            break;
        }
        shade *= mix(0.5, 1.0, smoothstep(-0.02, 0.05, db / scale));
    }
    int k = top < 0.0 ? 40 : int(top * 40.0);
    vec3 a = ink(k, scene), b = ink(k + 7, scene);
    float grain = fbm3(at * 40.0, k), on = 0.0;
    int print = k % 5;
    vec2 u = at * mix(14.0, 40.0, rnd(k, 5));
    if (print == 1) on = step(0.5, fract(u.x));
    if (print == 2) on = step(length(fract(u) - 0.5), 0.3);
    if (print == 3) on = step(0.5, fract(u.x)) * step(0.5, fract(u.y));
    if (print == 4) on = smoothstep(-0.15, 0.15, at.y);
    fragColor = vec4(mix(a, b, on) * shade * (0.8 + 0.4 * grain), 1.0);
}
