// title: Drops on a Pane
// description: Water drops that merge on glass and bend the blurred street lights or fields behind them.
// tags: metaballs, water, refraction

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

vec3 behind(vec2 p, int s) {
    vec3 c = mix(ink(0, s), ink(1, s), smoothstep(-0.6, 0.6, p.y + 0.4 * snoise(p * 1.2, s)));
    vec2 q = p * 3.0;
    ivec2 id = ivec2(floor(q));
    vec3 h = cell3(id, s + 2);
    float r = mix(0.2, 0.48, h.z);
    float d = length(fract(q) - mix(vec2(0.5), h.xy, 0.1));
    c = mix(c, ink(int(h.x * 7.0) + 2, s), smoothstep(r, r - 0.25, d) * step(0.35, h.y));
    return c;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 1.9;
    int scene = 1430 + int(clock);
    float field = 0.0;
    vec2 grad = vec2(0.0);
    float freq = mix(2.5, 7.0, rnd(scene, 1));
    for (int layer = 0; layer < 2; layer++) {
        vec2 q = p * freq + vec2(0.0, fract(clock) * (1.0 + float(layer)) * 2.0) + float(layer) * 9.7;
        ivec2 c = ivec2(floor(q));
        for (int j = 0; j < 9; j++) {
            ivec2 id = c + ivec2(j % 3 - 1, j / 3 - 1);
            vec3 h = cell3(id, scene * 2 + layer);
            vec2 d = q - vec2(id) - h.xy;
            d.y *= mix(1.0, 0.55, h.z * step(d.y, 0.0));
            float r = mix(0.2, 0.62, h.z * h.z), w = max(1.0 - dot(d, d) / (r * r * 2.2), 0.0);
            field += w * w;
            grad += 4.0 * w * d / (r * r * 2.2);
        }
        freq *= 2.3;
    }
    vec2 far = turn((rnd(scene, 7) - 0.5) * 2.0) * p + vec2(fract(clock), 3.0 * rnd(scene, 8));
    vec3 col = behind(far, scene) * 0.8;
    float level = 0.2;
    if (field > level) {
        float depth = smoothstep(level, 1.0, field);
        vec2 n = grad / (1.0 + length(grad));
        col = behind(-far * mix(0.6, 2.0, rnd(scene, 5)) + n * (0.9 - 0.5 * depth), scene);
        col *= 0.55 + 0.6 * smoothstep(0.0, 0.5, depth) - 0.25 * n.y;
        col += smoothstep(0.5, 0.75, dot(n, vec2(-0.5, 0.75))) * 0.8;
    } else {
        col *= 1.0 - 0.45 * smoothstep(level * 0.1, level, field);
    }
    fragColor = vec4(col, 1.0);
}
