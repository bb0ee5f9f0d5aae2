// title: River Delta
// description: Braided and branching rivers that spread over flats to the sea, seen from orbit, in map colours
// tags: river, delta, aerial, branches, satellite

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

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
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

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
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

float segment(vec2 p, vec2 a, vec2 b) {
    vec2 o = p - a, d = b - a;
    return length(o - d * clamp(dot(o, d) / dot(d, d), 0.0, 1.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.7 + 0.6 * rnd(s, 2)) + 0.4 * (rnd3(s, 3).xy - 0.5);
    vec3 w = fbmd(p * 1.3 + 9.0 * rnd(s, 4), 4, s);
    vec2 q = p + 0.22 * w.yz * vec2(1.0, 0.5);
    q += 0.035 * (vec2(noise(p * 9.0, s + 1U), noise(p * 9.0 + 5.0, s + 1U)) - 0.5) + 0.06 * sin(p.y * 9.0 + 5.0 * w.x) * vec2(1.0, 0.0);
    float river = 9.0;
    vec2 r = q - vec2(0.0, 1.25);
    float spread = 0.3 + 0.35 * rnd(s, 5);
    r.y = -r.y;
    float wide = 0.08 + 0.08 * rnd(s, 6), scale = 1.0;
    for (int i = 0; i < 7; i++) {
        float len = 0.62 + 0.15 * rnd(s, 20 + i);
        float d = (segment(r, vec2(0.0), vec2(0.0, len)) - wide * (1.0 - 0.12 * r.y)) * scale;
        river = min(river, d);
        r.y -= len;
        float side = r.x + 0.25 * (rnd(s, 30 + i) - 0.5) * max(-r.y, 0.0) < 0.0 ? -1.0 : 1.0;
        r.x *= side;
        r = rot(spread + 0.25 * (hash(ivec2(i, int(side)), s) - 0.5)) * r;
        r.x *= side > 0.0 ? 1.0 : -1.0;
        r *= 1.28;
        scale /= 1.28;
        wide *= 0.9;
    }
    float coast = p.y + 0.55 - 0.4 * rnd(s, 7) + 0.3 * p.x * p.x - 0.35 * (w.x - 0.45);
    float style = rnd(s, 8);
    vec3 sea = hsv(0.5 + 0.14 * rnd(s, 9), 0.75, 0.2 + 0.3 * rnd(s, 10)), silt = hsv(0.09 + 0.05 * rnd(s, 11), 0.45, 0.75);
    vec3 wet = hsv(0.2 + 0.2 * rnd(s, 12), 0.6, 0.35), dry = hsv(0.06 + 0.09 * rnd(s, 13), 0.35, 0.7);
    if (style < 0.3) { sea = hsv(rnd(s, 9), 0.8, 0.15); wet = hsv(rnd(s, 12), 0.75, 0.65); dry = hsv(rnd(s, 13), 0.35, 0.9); silt = hsv(rnd(s, 11), 0.6, 0.9); }
    float fine = noise(p * 30.0, s + 2U), plain = fbm(q * 4.0, 5, s + 3U);
    vec3 col = mix(wet, dry, ramp(0.05, 0.4, river + 0.3 * (plain - 0.5))) * (0.5 + 0.5 * plain + 0.15 * fine);
    vec3 hill = fbmd(p * 3.5, 5, s + 4U);
    float rise = ramp(0.25, 0.7, river + 0.4 * (w.x - 0.4)) * ramp(0.1, 0.6, coast);
    float way = 6.28 * rnd(s, 14);
    col *= mix(1.0, clamp(1.0 - 0.45 * dot(hill.yz, vec2(cos(way), sin(way))), 0.3, 1.7), rise);
    vec2 f = rot(0.4) * p * 9.0, c = floor(f);
    float farm = step(0.55, noise(p * 2.2 + 3.0, s + 5U)) * step(river, 0.3) * step(0.03, river) * step(0.05, coast);
    if (farm > 0.5) col = mix(col, hsv(0.12 + 0.2 * hash(ivec2(c), s), 0.5, 0.35 + 0.4 * hash(ivec2(c), s + 1U)) * (0.8 + 0.25 * step(0.5, fract(f.x * 3.0))), 0.8) * (max(abs(fract(f.x) - 0.5), abs(fract(f.y) - 0.5)) > 0.46 ? 0.7 : 1.0);
    float mud = ramp(0.05, 0.0, river);
    col = mix(col, silt * (0.6 + 0.5 * fine), 0.7 * mud);
    vec3 stream = mix(mix(sea, silt, 0.25 + 0.5 * rnd(s, 15)), sea, ramp(0.0, -0.05, river));
    if (river < 0.0) {
        col = stream * (0.9 + 0.2 * fine);
        float bar = noise(q * vec2(9.0, 4.0), s + 6U);
        if (bar > 0.66 && river < -0.012) col = mix(silt, wet, 0.4) * (0.7 + 0.4 * fine);
    }
    float shelf = ramp(0.03, -0.02, coast + 0.05 * (fine - 0.5) + 0.08 * ramp(0.05, -0.02, river));
    float plume = fbm(q * vec2(2.5, 1.6) + 0.4 * w.yz, 4, s + 7U);
    vec3 water = mix(sea, mix(silt, sea, 0.35), ramp(0.75, 0.1, -coast + 0.6 * (plume - 0.5) + 0.8 * max(river, 0.0)));
    water *= 0.9 + 0.15 * noise(p * vec2(40.0, 14.0), s + 8U);
    col = mix(col, water, shelf);
    col = mix(col, vec3(1.0), 0.6 * ramp(0.012, 0.0, abs(coast + 0.02 + 0.05 * (fine - 0.5))) * step(0.05, river));
    vec3 cl = fbmd(p * 1.6 + vec2(iTime, 9.0 * rnd(s, 16)), 5, s + 9U);
    float cover = ramp(0.52, 0.66, cl.x) * step(0.65, rnd(s, 17));
    float below = ramp(0.52, 0.66, fbm((p + vec2(0.06, -0.08)) * 1.6 + vec2(iTime, 9.0 * rnd(s, 16)), 3, s + 9U)) * step(0.65, rnd(s, 17));
    col *= 1.0 - 0.35 * below;
    col = mix(col, vec3(0.97) * (0.85 + 0.12 * cl.y), cover);
    fragColor = vec4(film(col * 1.5), 1.0);
}
