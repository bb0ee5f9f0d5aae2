// title: Planks
// description: Boards with flowing grain, knots, nails and gaps, laid at any angle and scale
// tags: wood, planks, texture, knots

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 3.4);
    p = rot(6.28 * rnd(s, 1)) * p * (0.6 + 2.6 * rnd(s, 2)) + 20.0 * rnd(s, 3) + 0.4 * iTime;
    float row = floor(p.y * 1.6);
    float off = hash(ivec2(int(row), 1), s) * 4.0;
    float plank = floor((p.x + off) / 3.2);
    uint k = cell(ivec2(int(row), int(plank)), s);
    vec2 f = vec2(p.x + off - plank * 3.2, p.y * 1.6 - row);
    vec3 base = hsv(0.02 + 0.1 * rnd(s, 4), 0.25 + 0.5 * rnd(s, 5), 0.35 + 0.5 * rnd(s, 6));
    if (rnd(s, 7) < 0.3) base = mix(base, hsv(rnd(k, 9), 0.5, 0.6), 0.7);
    base *= 0.75 + 0.5 * rnd(k, 1);
    vec2 q = vec2(f.x * 0.7, f.y * 2.0) + 30.0 * vec2(rnd(k, 2), rnd(k, 3));
    vec2 knot = vec2(0.4 + 2.4 * rnd(k, 4), 0.2 + 0.6 * rnd(k, 5));
    vec2 o = (f - knot) * vec2(1.0, 0.75);
    float kd = length(o);
    float has = step(rnd(k, 6), 0.6);
    q.y += has * 0.9 * sign(o.y) * exp(-kd * kd * 14.0);
    float warp = fbm(q * vec2(0.8, 0.7), 3, k);
    float rings = q.y * (5.0 + 5.0 * rnd(k, 7)) + warp * 9.0;
    float saw = fract(rings);
    float grain = smoothstep(0.0, 0.75, saw) * smoothstep(1.0, 0.85, saw);
    float fibre = noise(vec2(f.x * 3.0, f.y * 55.0), k) * 0.6 + noise(vec2(f.x * 9.0, f.y * 110.0), k + 1U) * 0.4;
    vec3 col = base * mix(1.15, 0.55, grain * 0.8) * (0.8 + 0.4 * fibre);
    float kr = 0.05 + 0.08 * rnd(k, 8);
    col = mix(col, base * 0.28 * (0.7 + 0.6 * sin(kd * 90.0)), has * smoothstep(kr + 0.05, kr - 0.02, kd));
    float gap = min(min(f.y, 1.0 - f.y) / 1.6, min(f.x, 3.2 - f.x));
    float wide = 0.01 + 0.02 * rnd(s, 8);
    col *= 0.12 + 0.88 * smoothstep(wide * 0.4, wide * 1.6, gap);
    col *= 1.0 + 0.35 * smoothstep(wide * 3.0, wide, gap) * sign(f.y - 0.5);
    vec2 nail = vec2(min(f.x, 3.2 - f.x) - 0.15, abs(f.y - 0.5) - 0.25);
    float nd = length(nail * vec2(1.0, 0.65));
    if (nd < 0.035) col = mix(vec3(0.25, 0.2, 0.18), vec3(0.75), smoothstep(0.02, -0.02, nail.x + nail.y * sign(f.y - 0.5)));
    else col *= 1.0 - 0.4 * smoothstep(0.12, 0.03, nd + 0.05 * fibre);
    float stain = fbm(p * 0.6, 4, s + 3U);
    col = mix(col, col * hsv(rnd(s, 9), 0.5, 0.6), smoothstep(0.5, 0.7, stain));
    vec2 sp = rot(6.28 * rnd(s, 10)) * (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    float shadow = smoothstep(-0.05, 0.05, sin(sp.x * (1.0 + 5.0 * rnd(s, 11)) + 3.0 * noise(sp * 1.5, s)) + 0.3);
    col *= mix(0.5, 1.25, mix(1.0, shadow, step(0.55, rnd(s, 12)))) * (1.0 + 0.3 * sp.y);
    fragColor = vec4(film(col * 1.5), 1.0);
}
