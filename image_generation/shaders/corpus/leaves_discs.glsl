// title: Dropped Discs
// description: Dead leaves of discs at many sizes, each with its own texture, shading and cast shadow.
// tags: dead-leaves, collage, occlusion, shadow

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
    float clock = iTime * 2.3 + 0.4;
    int scene = 197 + int(clock);
    p = turn(rnd(scene, 2) * 6.28) * p + vec2(fract(clock) * 2.5, 0.0);
    vec2 sun = 0.1 * vec2(cos(rnd(scene, 3) * 6.28), sin(rnd(scene, 3) * 6.28));
    float zoom = exp2(mix(-0.6, 0.8, rnd(scene, 4)));
    vec3 col = ink(9, scene) * (0.5 + noise(p * 9.0, scene));
    float lit = 1.0, top = -1.0, radius = 1.0, scale = 1.0;
    vec2 rel = vec2(0.0);
    for (int i = 0; i < 6; i++) {
        scale = zoom * exp2(mix(0.0, 3.2, rnd(i, scene + 5)));
        vec2 q = p * scale + vec2(rnd(i, 6), rnd(i, 7)) * 50.0;
        ivec2 c = ivec2(floor(q + 0.5));
        float dark = 1.0;
        for (int j = 0; j < 4; j++) {
            ivec2 id = c - ivec2(j & 1, j >> 1);
            vec4 h = cell4(id, scene * 16 + i);
            vec2 d = q - vec2(id) - h.xy;
            float r = mix(0.12, 0.44, h.z * h.z);
            if (length(d) < r && h.w > top) {
                top = h.w;
                rel = d;
                radius = r;
            }
            dark = min(dark, mix(0.45, 1.0, smoothstep(r - 0.03, r + 0.09, length(d + sun))));
        }
        if (top >= 0.0) break;
        lit = min(lit, dark);
    }
    if (top >= 0.0) {
        int k = int(top * 255.0), kind = k % 4;
        vec2 u = rel / scale;
        float grain = noise(u * (kind == 0 ? 60.0 : 14.0), k), on = smoothstep(0.4, 0.6, grain);
        if (kind == 1) on = step(0.5, fract(dot(u, cell2(ivec2(k), 3) - 0.5) * 60.0));
        col = ink(k, scene);
        col = kind == 0 ? col * (0.72 + 0.5 * grain) : mix(col, ink(k + 1, scene), kind < 3 ? on : 0.0);
        rel /= radius;
        col *= 0.8 - 3.5 * dot(rel, sun) * dot(rel, rel);
    }
    fragColor = vec4(col * lit, 1.0);
}
