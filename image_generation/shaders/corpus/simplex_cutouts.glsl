// title: Layered Cut-outs
// description: Sheets of card cut along simplex noise contours, stacked in depth with soft cast shadows
// tags: simplex noise, relief, paper, layers, shadow

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

float simplex(vec2 p, uint s) {
    vec2 base = floor(p + (p.x + p.y) * 0.36602540);
    vec2 a = p - base + (base.x + base.y) * 0.21132487;
    ivec2 c = ivec2(base), mid = a.x > a.y ? ivec2(1, 0) : ivec2(0, 1);
    vec2 b = a - vec2(mid) + 0.21132487, d = a - 0.57735027;
    vec3 w = max(0.5 - vec3(dot(a, a), dot(b, b), dot(d, d)), 0.0);
    w *= w;
    vec3 g = vec3(dot(hash2(c, s) - 0.5, a), dot(hash2(c + mid, s) - 0.5, b), dot(hash2(c + 1, s) - 0.5, d));
    return dot(w * w, g) * 140.0;
}

float field(vec2 p, uint s, float rough) {
    return simplex(p, s) + rough * simplex(p * 2.1 + 7.0, s + 1U) + 0.4 * rough * simplex(p * 4.7, s + 2U);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    float rough = 0.5 * rnd(s, 1), scale = 0.5 + 0.9 * rnd(s, 2), way = 6.28 * rnd(s, 3);
    vec2 sun = vec2(cos(way), sin(way)), drift = vec2(0.5 * iTime, 9.0 * rnd(s, 4));
    float layers = 4.0 + floor(5.0 * rnd(s, 5)), hole = rnd(s, 6) < 0.4 ? 1.0 : 0.0;
    float f = field(u * scale + drift, s, rough), f2 = field((u + 0.07 * sun) * scale + drift, s, rough), f3 = field((u + 0.16 * sun) * scale + drift, s, rough);
    vec2 at = 0.7 * (rnd3(s, 7).xy - 0.5);
    float bowl = hole * (1.9 - 1.6 * length(u - at));
    f = f * 0.7 - bowl;
    f2 = f2 * 0.7 - hole * (1.9 - 1.6 * length(u + 0.07 * sun - at));
    f3 = f3 * 0.7 - hole * (1.9 - 1.6 * length(u + 0.16 * sun - at));
    float low = -0.75 - 0.9 * hole, span = 1.5 + 0.6 * hole;
    float level = clamp(floor((f - low) / span * layers), 0.0, layers - 1.0);
    float into = (f - low) / span * layers - level;
    float z = level / max(layers - 1.0, 1.0);
    float over = (f2 - low) / span * layers - level - 1.0, over2 = (f3 - low) / span * layers - level - 2.0;
    vec3 a = hsv(rnd(s, 8), 0.35 + 0.5 * rnd(s, 9), 0.2 + 0.3 * rnd(s, 10)), b = hsv(rnd(s, 8) + 0.15 + 0.35 * rnd(s, 11), 0.25 + 0.5 * rnd(s, 12), 0.95);
    if (rnd(s, 13) < 0.3) { vec3 t = a; a = b; b = t; }
    vec3 card = mix(a, b, z);
    if (rnd(s, 14) < 0.3) card = hsv(rnd(s, 8) + 0.13 * level, 0.6, 0.85);
    if (rnd(s, 15) < 0.25 && mod(level, 2.0) > 0.5) card = mix(card, vec3(0.95), 0.7);
    float fibre = noise(u * 90.0 + level * 7.0, s) * 0.6 + 0.4 * noise(rot(level) * u * vec2(9.0, 140.0), s + 3U);
    vec3 col = card * (0.85 + 0.25 * fibre);
    float kind = rnd(s, 16);
    vec2 q = rot(0.4 * level) * u * (5.0 + 6.0 * rnd(s, 17));
    if (kind < 0.25 && mod(level, 3.0) < 0.5) col = mix(col, b * 0.9 + 0.1, ramp(0.3, 0.26, length(fract(q) - 0.5)));
    else if (kind < 0.45 && mod(level, 3.0) > 1.5) col = mix(col, a, 0.7 * step(0.6, fract(q.x)));
    col *= 1.0 - 0.55 * ramp(-0.02, 0.12, over) - 0.25 * ramp(0.0, 0.3, over2);
    float edge = ramp(0.09, 0.03, into) * step(0.5, level);
    float slope = (f2 - f) / 0.07;
    col = mix(col, clamp(card * 1.25 + 0.12, 0.0, 1.0) * (slope > 0.0 ? 0.75 : 1.25), edge * 0.8);
    col *= 0.85 + 0.25 * dot(u, sun) * 0.5;
    fragColor = vec4(film(col * 1.4), 1.0);
}
