// title: Foreign Shores
// description: Large moons and ringed worlds over rocky horizons with spires and still water
// tags: planet, space, landscape, moon, reflection

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    float hor = -0.6 + 0.5 * rnd(s, 1);
    float water = step(0.4, rnd(s, 2));
    vec2 p = u;
    bool below = p.y < hor;
    float ripple = 0.0;
    if (below && water > 0.5) {
        float z = 0.1 / (hor - p.y + 0.02);
        ripple = noise(vec2(p.x * z * 6.0, z * 14.0 + iTime * 2.0), s + 1U) - 0.5;
        p.y = hor + (hor - p.y) * 1.3 + 0.06 * ripple;
        p.x += 0.05 * ripple;
    }
    vec3 low = hsv(rnd(s, 3), 0.35 + 0.3 * rnd(s, 4), 0.95), high = hsv(rnd(s, 5), 0.6, 0.15 + 0.45 * rnd(s, 6));
    vec3 col = mix(low, high, smoothstep(hor, hor + 1.1, p.y));
    vec2 st = p * 16.0, sh = hash2(ivec2(floor(st)), s);
    col += smoothstep(0.2 * sh.x * sh.x, 0.0, length(fract(st) - 0.25 - 0.5 * sh)) * smoothstep(hor + 0.2, hor + 1.0, p.y);
    float light = 6.28 * rnd(s, 7);
    vec3 sun = normalize(vec3(cos(light), sin(light), 0.3 + 0.5 * rnd(s, 8)));
    for (int i = 0; i < 2; i++) {
        float r = i == 0 ? 0.3 + 0.6 * rnd(s, 9) : 0.08 + 0.15 * rnd(s, 10);
        vec2 o = (p - vec2(2.0 * rnd(s, 20 + i) - 1.0, hor + 0.1 + 0.9 * rnd(s, 30 + i))) / r;
        float d = dot(o, o);
        if (d < 1.0) {
            vec3 n = vec3(o, sqrt(1.0 - d));
            vec2 q = rot(2.0 * rnd(s, 40 + i)) * o * (1.0 + 0.4 * d);
            float land = rnd(s, 50 + i) < 0.5 ? fbm(vec2(q.x * 1.0, q.y * 6.0) + 9.0, 2, s + 2U) : fbm(q * 3.0 + 9.0, 2, s + 3U);
            vec3 mat = mix(hsv(rnd(s, 60 + i), 0.5, 0.9), hsv(rnd(s, 70 + i), 0.5, 0.4), smoothstep(0.35, 0.65, land));
            vec3 body = mat * (0.02 + 1.3 * max(dot(n, sun), 0.0));
            col = col * 0.35 + body;
        }
        if (i == 0 && rnd(s, 11) < 0.5) {
            vec2 ring = rot(0.4 + rnd(s, 12)) * o;
            float rr = length(ring * vec2(1.0, 5.0));
            float a = smoothstep(1.3, 1.35, rr) * smoothstep(2.1, 2.0, rr) * (0.3 + 0.7 * noise(vec2(rr * 12.0, 1.0), s));
            if (d > 1.0 || ring.y < 0.0) col = mix(col, low * 0.9 + 0.2, a * 0.8);
        }
    }
    col = mix(col, low * 1.1, 0.7 * smoothstep(0.45, 0.75, fbm(vec2(p.x * 1.5 + iTime, p.y * 7.0), 2, s + 6U)) * smoothstep(hor + 0.7, hor, p.y));
    int front = -1;
    vec3 at = vec3(0.0);
    for (int i = 1; i < 3; i++) {
        float x = p.x * (2.4 - 0.6 * float(i)) + 17.0 * rnd(s, 80 + i) + 0.3 * iTime;
        float n = fbm(vec2(x, float(i)), 2, s + 10U + uint(i));
        float spire = pow(noise(vec2(x * 2.4, 7.0), s + 14U + uint(i)), 3.0) * rnd(s, 13) * 1.6;
        float h = hor + (0.42 - 0.14 * float(i)) * (n + spire) - 0.06 * float(i);
        if (p.y < h) {
            front = i;
            at = vec3(x, p.y, n);
        }
    }
    if (front >= 0) {
        float rock = fbm(vec2(at.x * 5.0, at.y * 9.0 - 3.0 * at.z), 2, s + 20U);
        float slope = noise(vec2(at.x * 4.0 + at.y * 3.0, at.y * 2.0), s + 21U);
        vec3 stone = hsv(rnd(s, 14), 0.35, 0.45) * (0.35 + 0.9 * rock) * (0.4 + 1.1 * smoothstep(0.4, 0.6, slope));
        col = mix(stone, low, 0.6 - 0.25 * float(front));
    }
    if (below) {
        if (water > 0.5) col = mix(col * 0.75, hsv(rnd(s, 15), 0.6, 0.25), 0.3) + 0.25 * low * smoothstep(0.25, 0.45, ripple);
        else {
            float z = 0.25 / (hor - u.y + 0.03);
            vec3 g = fbmd(vec2(u.x * z * 3.0, z * 4.0 + iTime), 2, s + 30U);
            col = hsv(rnd(s, 14), 0.4, 0.6) * (0.3 + g.x) * (0.8 - 0.35 * dot(g.yz, sun.xy));
            col = mix(col, low, exp(-3.0 * (hor - u.y)) * 0.8);
        }
    }
    fragColor = vec4(film(col * 1.35), 1.0);
}
