// title: Fish Scales
// description: Overlapping scales, shingles or feathers with ribs, rims and shade, across a patterned flank.
// tags: tiling, scales, overlap, animal

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

vec3 cell3(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec3(float(b & 2047u), float((b >> 11) & 2047u), float(b >> 22) * 2.0) / 2047.0;
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

float snoise(vec2 p, int s) {
    vec2 base = floor(p + (p.x + p.y) * 0.36602540);
    vec2 a = p - base + (base.x + base.y) * 0.21132487;
    ivec2 c = ivec2(base), step1 = a.x > a.y ? ivec2(1, 0) : ivec2(0, 1);
    vec2 b = a - vec2(step1) + 0.21132487, d = a - 0.57735027;
    vec3 w = max(0.5 - vec3(dot(a, a), dot(b, b), dot(d, d)), 0.0);
    w *= w;
    vec3 g = vec3(dot(cell2(c, s) - 0.5, a), dot(cell2(c + step1, s) - 0.5, b),
                  dot(cell2(c + 1, s) - 0.5, d));
    return dot(w * w, g) * 140.0;
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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.55 + 0.95;
    int scene = 3348 + int(clock);
    vec2 q = turn(rnd(scene, 1) * 6.28) * p;
    q += 0.12 * vec2(snoise(q * 1.3, scene), snoise(q * 1.3, scene + 1));
    q = q * mix(4.0, 13.0, rnd(scene, 2)) + fract(clock) * vec2(2.0, 5.0);
    float step1 = mix(0.35, 0.55, rnd(scene, 3)), point = mix(0.0, 0.7, rnd(scene, 4));
    float row = floor(q.y / step1), shade = 1.0;
    vec2 rel = vec2(0.0);
    ivec2 id = ivec2(0);
    for (int i = 0; i < 4; i++) {
        float r = row + 2.0 - float(i);
        float x = q.x + 0.5 * mod(r, 2.0);
        vec2 u = vec2(fract(x) - 0.5, q.y - r * step1 - 0.5 * step1);
        id = ivec2(int(floor(x)), int(r));
        u += 0.06 * (cell2(id, scene) - 0.5);
        float d = length(u * vec2(1.0, 1.0 - 0.3 * point)) + point * abs(u.x) * 0.4;
        rel = u;
        if (u.y > 0.0 && abs(u.x) < 0.5 || d < 0.56) break;
        shade = min(shade, mix(0.35, 1.0, smoothstep(0.56, 0.75, d)));
    }
    vec3 h = cell3(id, scene + 5);
    vec2 world = vec2(id) * vec2(1.0, step1);
    float zone = noise(world * mix(0.15, 0.5, rnd(scene, 5)), scene);
    vec3 col = mix(ink(0, scene), ink(1, scene), smoothstep(0.4, 0.6, zone));
    if (h.x > 0.85) col = ink(2, scene);
    float a = atan(rel.x, 0.7 - rel.y);
    col *= 0.85 + 0.3 * step(0.0, sin(a * mix(15.0, 40.0, rnd(scene, 6)))) * step(0.4, rnd(scene, 7));
    col = mix(col, ink(3, scene), smoothstep(0.44, 0.5, length(rel)) * step(rel.y, 0.1) * rnd(scene, 8));
    col *= 0.65 + 0.45 * smoothstep(0.5, -0.6, rel.y) + 0.5 * rel.x * (rnd(scene, 9) - 0.5) + 0.2
        * (h.y - 0.5);
    col += 0.35 * smoothstep(0.2, 0.0, length(rel - vec2(-0.12, -0.2))) * step(0.5, rnd(scene, 10));
    fragColor = vec4(col * shade * (0.85 + 0.3 * noise(q * 12.0, scene)), 1.0);
}
