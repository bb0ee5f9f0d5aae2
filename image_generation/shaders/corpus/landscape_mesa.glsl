// title: Mesas and Cacti
// description: Banded flat-topped rocks at several distances with cacti, scrub, shadows and dust
// tags: landscape, desert, mesa, cactus, layers

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

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    float hor = -0.45 + 0.5 * rnd(s, 1);
    vec3 low = hsv(rnd(s, 2) < 0.6 ? 0.04 + 0.1 * rnd(s, 3) : rnd(s, 3), 0.35, 0.95), high = hsv(0.5 + 0.25 * rnd(s, 4), 0.6, 0.3 + 0.5 * rnd(s, 5));
    vec3 col = mix(low, high, smoothstep(hor, hor + 1.2, u.y));
    col = mix(col, vec3(1.0, 0.95, 0.9), 0.8 * smoothstep(0.5, 0.7, fbm(vec2(u.x * 1.2 + iTime * 0.5, u.y * 4.0), 3, s)));
    float side = sign(rnd(s, 6) - 0.5);
    vec3 rockA = hsv(0.0 + 0.08 * rnd(s, 7), 0.65, 0.6), rockB = hsv(0.03 + 0.08 * rnd(s, 8), 0.4, 0.85);
    if (rnd(s, 9) < 0.2) { rockA = hsv(rnd(s, 10), 0.4, 0.5); rockB = hsv(rnd(s, 10) + 0.1, 0.3, 0.8); }
    float tone = -1.0, depth = 0.0;
    vec3 at = vec3(0.0);
    for (int i = 0; i < 4; i++) {
        float z = float(i) / 3.0;
        float x = u.x * (1.5 - 0.8 * z) + 11.0 * rnd(s, 20 + i) + 0.2 * iTime;
        float c = floor(x * 0.8), f = x * 0.8 - c;
        vec3 h = rnd3(cell(ivec2(int(c), i), s), 1);
        float o = abs(f - 0.35 - 0.3 * h.x);
        float w = 0.06 + 0.3 * h.y, tall = (0.15 + 0.65 * h.z) * (0.6 + 0.6 * z);
        float rough = 0.012 * sin(x * 31.0 + 9.0 * u.y);
        float wall = smoothstep(w + 0.025, w - 0.005, o + rough + 0.03 * (u.y - hor));
        float steps = wall * tall * (h.x < 0.5 && o > w * 0.5 ? 0.7 : 1.0) + 0.45 * tall * smoothstep(w * 1.9 + 0.05, w * 0.8, o);
        float top = hor - 0.05 * z + min(steps, tall) + 0.03 * noise(vec2(x * 4.0, 2.0), s + 5U);
        if (u.y < top && h.z > 0.15) {
            tone = z;
            at = vec3(x, u.y - top, (f - 0.35 - 0.3 * h.x) / w);
            depth = wall;
        }
    }
    if (tone >= 0.0) {
        float band = noise(vec2(at.y * 22.0 + 0.6 * noise(at.xy * 4.0, s), 3.0), s + 7U);
        float grain = noise(vec2(at.x * 22.0, at.y * 6.0), s + 8U);
        vec3 rock = mix(rockA, rockB, smoothstep(0.35, 0.65, band)) * (0.6 + 0.6 * grain);
        float lit = smoothstep(-0.6, 0.5, at.z * side + 0.9 * (grain - 0.5));
        rock *= mix(0.4, 1.25, lit) * mix(0.9, 1.0, depth);
        col = mix(rock, low, 0.55 * (1.0 - tone));
    }
    float ground = hor - 0.07 + 0.06 * (noise(vec2(u.x * 2.0, 9.0), s) - 0.5);
    if (u.y < ground) {
        float z = 0.25 / (ground - u.y + 0.05);
        vec2 g = vec2(u.x * z * 3.0 + iTime, z * 4.0);
        vec3 d = fbmd(g * 1.3, 3, s + 10U);
        col = mix(rockB, rockA, smoothstep(0.4, 0.7, d.x)) * (0.65 + 0.5 * d.x - 0.12 * side * d.y);
        vec2 sc = g * 1.1, so = fract(sc) - 0.5 - 0.3 * (hash2(ivec2(floor(sc)), s) - 0.5);
        float r = 0.26 * hash(ivec2(floor(sc)), s + 11U) - length(so * vec2(1.0, 1.6)) + 0.1 * (noise(g * 7.0, s) - 0.5);
        if (r > -0.1 && hash(ivec2(floor(sc)), s + 12U) < 0.6) col = r > 0.0 ? hsv(0.14 + 0.2 * rnd(s, 11), 0.45, 0.4) * (0.5 + noise(g * 14.0, s)) : col * (0.6 - 4.0 * r);
        col = mix(col, low, exp(-5.0 * (ground - u.y)) * 0.5);
    }
    for (int i = 0; i < 3; i++) {
        vec3 h = rnd3(s, 60 + i);
        float size = 0.25 + 0.9 * h.x * h.x * float(i + 1) / 3.0 + 0.1 * float(i);
        vec2 q = (u - vec2(2.4 * (h.y - 0.5), ground - 0.25 * size)) / size;
        if (abs(q.x) > 0.5 || q.y < -0.3 || q.y > 1.2 || h.z < 0.3) continue;
        float tall = 0.6 + 0.5 * h.z;
        float trunk = length(vec2(q.x, q.y - clamp(q.y, -0.1, tall))) - 0.09;
        float sx = 0.24, ay = 0.25 + 0.2 * h.y;
        vec2 m = vec2(abs(q.x), q.y - (q.x > 0.0 ? 0.12 : 0.0));
        float arm = min(length(vec2(m.x - clamp(m.x, 0.0, sx), m.y - ay)), length(vec2(m.x - sx, m.y - clamp(m.y, ay, ay + 0.3)))) - 0.055;
        float d = min(trunk, arm);
        float edge = (trunk < arm ? q.x / 0.09 : (m.x - sx) / 0.055 * sign(q.x));
        if (d < 0.0) {
            float rib = 0.7 + 0.3 * cos(edge * 9.0);
            col = hsv(0.24 + 0.14 * rnd(s, 12), 0.5, 0.5) * rib * (0.45 + 0.6 * smoothstep(-1.0, 1.0, edge * side)) * (0.8 + 0.3 * noise(q * 40.0, s));
        }
    }
    fragColor = vec4(film(col * 1.35), 1.0);
}
