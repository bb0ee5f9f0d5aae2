// title: Knotted Ribbons
// description: Arcs joined over a square grid into endless ribbons that cross over and under with shadows.
// tags: truchet, tiling, ribbons, occlusion

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

float fbm3(vec2 p, int s) {
    float sum = 0.0, amp = 0.57;
    for (int i = 0; i < 3; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.7, 1.1, -1.1, 1.7) * p + 5.1;
        amp *= 0.5;
    }
    return sum;
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

void band(inout vec3 col, float d, float along, float width, int s, int k) {
    float shade = smoothstep(width * 1.5, width * 0.9, d);
    col *= 1.0 - 0.55 * shade;
    if (d < width) {
        vec3 c = ink(k, s), e = ink(k + 3, s);
        c = mix(c, e, step(0.55, fract(along * mix(1.0, 8.0, rnd(s, 41)))) * step(0.4, rnd(s, 42)));
        c = mix(c, e, step(width * 0.72, d));
        col = c * (1.0 - 0.5 * d * d / (width * width));
    }
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.0 + 0.3;
    int scene = 608 + int(clock);
    float zoom = mix(2.0, 8.0, rnd(scene, 1) * rnd(scene, 1));
    p += 0.06 * vec2(snoise(p * 1.5, scene), snoise(p * 1.5, scene + 1));
    p = turn(rnd(scene, 2) * 6.28) * p * zoom + fract(clock) * vec2(3.0, 2.0);
    vec3 col = ink(0, scene) * (0.65 + 0.5 * fbm3(p * 2.5, scene));
    vec2 f = floor(p), t = p - f - 0.5;
    ivec2 id = ivec2(f);
    float h = cell1(id, scene), width = mix(0.1, 0.22, rnd(scene, 4));
    bool odd = ((id.x + id.y) & 1) == 1;
    if (h < 0.25) {
        if (odd) t = t.yx;
        band(col, abs(t.x), t.y + 0.5, width, scene, odd ? 1 : 2);
        band(col, abs(t.y), t.x + 0.5, width, scene, odd ? 2 : 1);
    } else {
        if (h > 0.62) t.x = -t.x;
        vec2 u = t - 0.5, v = t + 0.5;
        band(col, abs(length(u) - 0.5), atan(u.y, u.x) * 0.6366, width, scene, h > 0.62 != odd ? 1 : 2);
        band(col, abs(length(v) - 0.5), atan(v.y, v.x) * 0.6366, width, scene, h > 0.62 != odd ? 2 : 1);
    }
    fragColor = vec4(col * 1.1, 1.0);
}
