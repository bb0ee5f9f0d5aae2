// title: Spiral Stairs
// description: The well of a winding staircase seen from its axis, up or down, with steps, railings and lit doors
// tags: interior, stairs, spiral, architecture

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

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

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 3500U;
    u = u * (0.7 + 0.8 * rnd(s, 1)) + 0.9 * (rnd3(s, 2).xy - 0.5);
    float form = rnd(s, 3), l = max(length(u), 1e-3);
    float a = atan(u.y, u.x + 1e-5) + 6.28 * rnd(s, 4);
    float corner = form < 0.5 ? 1.0 : form < 0.75 ? 0.83 / max(abs(cos(a)), abs(sin(a))) : 0.92 / cos(mod(a, 1.0472) - 0.5236);
    float tan_ = l / corner;
    float turn = rnd(s, 5) < 0.5 ? 1.0 : -1.0, pitch = 1.4 + 1.3 * rnd(s, 6), inner = 0.32 + 0.35 * rnd(s, 7), outer = 1.15 + 0.5 * rnd(s, 8);
    float count = 14.0 + floor(10.0 * rnd(s, 9)), move = iTime * 1.4 + 9.0 * rnd(s, 10);
    bool up = rnd(s, 11) < 0.4;
    float part = turn * a / 6.2832;
    float stepA = floor(part * count) / count, fine = fract(part * count);
    float z0 = inner / tan_, z1 = outer / tan_;
    float base = (up ? part : stepA) * pitch + move;
    float n = ceil((z0 - 0.35 + base) / pitch), z = n * pitch - base;
    vec3 wallC = dye(s, s + 1U), stone = mix(dye(s, s + 2U), vec3(0.75, 0.7, 0.63), 0.5), rail = rnd(s, 12) < 0.5 ? vec3(0.08) : vec3(0.45, 0.25, 0.1);
    vec3 col;
    float depth;
    float lo = n * pitch - base, face = z0 - lo;
    if (face < 0.0 || z * tan_ < inner) {
        float drop = z0 - lo + 0.35;
        depth = z0;
        vec3 side = stone * (0.7 + 0.3 * noise(vec2(a * 8.0, drop * 12.0), s));
        side *= drop < 0.06 || drop > 0.3 ? 1.25 : 0.75;
        if (rnd(s, 13) < 0.5) side = mix(side, rail + 0.2, step(0.5, fract(a * count * 0.32)) * step(abs(drop - 0.17), 0.06));
        col = side;
        if (lo - z0 > 0.35) col = vec3(0.0);
    } else col = vec3(0.0);
    bool edge = z0 >= lo - 0.35 && z0 < lo;
    if (!edge) {
        float zn = ceil((z0 + base) / pitch) * pitch - base, r = zn * tan_;
        if (r < outer) {
            depth = zn;
            float f = (r - inner) / (outer - inner);
            col = stone * (0.75 + 0.25 * hash(ivec2(int(floor(part * count)), 1), s)) * (0.75 + 0.4 * noise(vec2(a * 20.0, r * 16.0), s));
            if (!up) {
                col *= 0.45 + 0.6 * smoothstep(0.0, 0.25, fine) * (0.8 + 0.2 * fine);
                if (rnd(s, 14) < 0.5 && abs(f - 0.5) < 0.24) col = mix(col, dye(s, s + 5U), 0.85) * (abs(f - 0.5) > 0.2 ? 1.4 : 1.0);
            } else col *= 0.6 + 0.5 * smoothstep(0.3, 0.5, abs(fine - 0.5));
            col *= 0.6 + 0.4 * smoothstep(0.0, 0.25, 1.0 - f);
        } else {
            depth = z1;
            float y = z1 + base, storey = y / pitch;
            vec2 w = vec2(a * outer * 3.0, z1 + move);
            vec3 plain = wallC * (0.7 + 0.4 * fbm(w * 2.0, 3, s));
            if (rnd(s, 15) < 0.4) {
                vec2 b = w * vec2(1.2, 4.0);
                b.x += 0.5 * mod(floor(b.y), 2.0);
                vec2 j = abs(fract(b) - 0.5);
                plain *= (0.8 + 0.3 * hash(ivec2(floor(b)), s)) * (1.0 - 0.4 * smoothstep(0.38, 0.47, max(j.x * 1.05, j.y)));
            }
            float rel = fract(storey) * pitch;
            float door = floor(part * 5.0), dx = (fract(part * 5.0) - 0.5) * outer * 1.25;
            uint dk = cell(ivec2(int(door), int(floor(storey))), s + 7U);
            float hgt = up ? rel - 0.5 : pitch - rel - 0.55;
            if (rnd(dk, 1) < 0.5) {
                float d = box(vec2(dx, hgt), vec2(0.2, 0.4));
                if (d < 0.05) plain = stone;
                if (d < 0.0) plain = rnd(dk, 2) < 0.5 ? vec3(1.3, 1.05, 0.65) : mix(dye(s, dk), vec3(0.1), 0.3);
            }
            if (abs(rel - 0.1) < 0.05) plain = stone * 1.1;
            col = plain * (0.6 + 0.4 * smoothstep(0.0, 0.7, rel));
        }
        float post = fract(part * count * 2.0) - 0.5, railZ = mod(z0 + part * pitch + move, pitch) ;
        float tall = up ? railZ : pitch - railZ;
        if (tall < 0.55 || abs(tall - 0.55) < 0.05) {
            float bar = abs(post) / (count * 2.0) * 6.2832 * inner;
            if (abs(tall - 0.52) < 0.055) {
                col = rail * (1.0 + 3.0 * (tall - 0.47) * 4.0) + 0.12;
                depth = z0;
            } else if (bar < 0.012 + 0.012 * step(0.5, rnd(s, 16)) * sin(tall * 12.0)) {
                col = mix(rail, vec3(0.4), 0.2) + 0.05;
                depth = z0;
            }
        }
    } else depth = z0;
    float fog = exp(-0.11 * depth);
    vec3 end = up ? vec3(1.1, 1.15, 1.2) : hsv(rnd(s, 17), 0.5, 0.08);
    if (rnd(s, 18) < 0.3) end = vec3(1.2, 0.95, 0.6);
    col = mix(end, col, fog) * (0.75 + 0.5 * cos(a - 6.28 * rnd(s, 19)));
    col = mix(col, end, 1.0 - smoothstep(0.02, 0.07, tan_));
    fragColor = vec4(film(col * 2.0), 1.0);
}
