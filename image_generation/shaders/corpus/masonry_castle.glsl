// title: Castle Walls
// description: Round towers and curtain walls of cut stone with battlements, slits, banners and ivy over a moat
// tags: masonry, stone, castle, towers, wall

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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    vec2 p = u * (0.7 + 0.9 * rnd(s, 1)) + vec2(20.0 * rnd(s, 2) + iTime, 0.5 * (rnd(s, 3) - 0.3));
    vec3 low = hsv(rnd(s, 4), 0.25, 0.95), high = hsv(0.5 + 0.2 * rnd(s, 5), 0.6, 0.3 + 0.55 * rnd(s, 6));
    vec3 col = mix(low, high, smoothstep(-0.4, 1.1, u.y));
    col = mix(col, mix(low, vec3(1.0), 0.6), 0.85 * smoothstep(0.45, 0.65, fbm(u * vec2(1.0, 2.2) + iTime * 0.4, 4, s)));
    float hill = -0.3 + 0.5 * fbm(vec2(u.x * 1.5 + 9.0, 3.0), 3, s + 1U);
    if (u.y < hill) col = mix(hsv(0.2 + 0.15 * rnd(s, 7), 0.4, 0.45) * (0.6 + 0.6 * noise(u * 9.0, s)), low, 0.5);
    float light = rnd(s, 8) < 0.5 ? -1.0 : 1.0;
    vec3 stone = hsv(0.04 + 0.1 * rnd(s, 9), 0.35 * rnd(s, 10), 0.5 + 0.35 * rnd(s, 11));
    float ground = -0.7;
    vec2 uv = vec2(0.0);
    float curve = 0.0, top = 0.0, level = -1.0, around = 0.0;
    vec2 slit = vec2(9.0);
    uint id = 0U;
    for (int i = 0; i < 3; i++) {
        float z = float(i), pitch = 2.3 - 0.35 * z;
        float x = p.x * (0.75 + 0.12 * z) + 5.0 * z, c = floor(x / pitch), f = x - (c + 0.5) * pitch;
        uint k = cell(ivec2(int(c), i), s);
        float wallTop = 0.35 - 0.33 * z + 0.15 * rnd(s, 20 + i);
        float r = (0.22 + 0.22 * rnd(k, 1)) * step(rnd(k, 2), 0.8), towerTop = wallTop + 0.15 + 0.5 * rnd(k, 3);
        float batter = 1.0 + 0.12 * smoothstep(ground + 0.4, ground, p.y) + 0.12 * smoothstep(towerTop - 0.16, towerTop - 0.12, p.y);
        bool tower = abs(f) < r * batter;
        float h = tower ? towerTop : wallTop, l = tower ? f / (r * batter) : 0.0;
        float wide = tower ? asin(clamp(l, -0.99, 0.99)) * r : f;
        float teeth = step(0.5, fract(wide * (tower ? 7.0 : 6.0) + 0.25)) * 0.09;
        if (p.y < h + teeth) {
            uv = vec2(wide + 3.0 * z + c * 1.7, p.y);
            curve = l;
            top = h;
            level = z;
            id = k;
            around = tower ? 1.0 : 0.0;
            slit = tower ? vec2(wide, p.y - h + 0.35) : vec2(mod(f, 0.5) - 0.25, p.y - h + 0.22);
        } else if (tower && rnd(k, 4) < 0.45 && p.y < h + 0.75 * (1.0 - abs(l) * 1.1) * r * 2.2) {
            uv = vec2(wide, p.y);
            curve = l;
            level = z;
            around = 2.0;
            id = k;
        }
    }
    if (level >= 0.0) {
        float rowH = 0.085;
        float row = floor(uv.y / rowH);
        vec2 b = vec2(uv.x / (0.14 + 0.08 * hash(ivec2(int(row), 0), s)) + 0.5 * mod(row, 2.0), uv.y / rowH);
        vec2 j = abs(fract(b) - 0.5);
        float fine = fbm(uv * 7.0, 3, s + 9U);
        vec3 mat = stone * (0.7 + 0.5 * hash(ivec2(floor(b)), s)) * (0.55 + 0.9 * fine);
        mat *= 1.0 - 0.5 * smoothstep(0.4, 0.48, max(j.x * 1.02, j.y));
        mat *= 1.0 + 0.25 * (fract(b.y) - 0.5);
        if (around > 1.5) mat = hsv(rnd(id, 5) < 0.5 ? 0.02 : 0.6, 0.5, 0.45) * (0.55 + 0.6 * fract(uv.y * 18.0)) * (0.8 + 0.3 * hash(ivec2(int(floor(uv.x * 30.0)), int(floor(uv.y * 18.0))), s));
        else {
            if (abs(slit.x) < 0.022 && abs(slit.y) < 0.09) mat *= 0.1;
            if (abs(uv.y - top + 0.13) < 0.025) mat = stone * (around > 0.5 ? 0.9 : 0.6);
            if (uv.y < top - 0.15) mat *= 0.6 + 0.4 * smoothstep(0.0, 0.12, top - 0.15 - uv.y);
            vec2 bn = slit + vec2(0.0, 0.3);
            if (around > 0.5 && rnd(id, 6) < 0.5 && abs(bn.x) < 0.08 && bn.y < 0.16 && bn.y > -0.2 + abs(bn.x)) mat = mix(hsv(rnd(id, 7), 0.8, 0.7), hsv(rnd(id, 8), 0.7, 0.9), step(0.0, bn.x * bn.y)) * (0.8 + 0.2 * sin(bn.x * 60.0));
            float ivy = noise(uv * vec2(2.0, 1.3), s + 13U) + 0.35 * noise(uv * 8.0, s + 14U) - 0.5 * (uv.y - ground);
            if (ivy > 0.5 && rnd(s, 12) < 0.7) mat = hsv(0.2 + 0.15 * rnd(s, 13), 0.6, 0.35) * (0.4 + 1.1 * noise(uv * 26.0, s));
        }
        float lit = around > 0.5 ? 0.25 + 1.1 * clamp(0.45 + 0.75 * curve * light, 0.0, 1.0) : 0.95 - 0.35 * step(0.5, rnd(s, 14));
        col = mix(mat * lit * mix(vec3(1.0), low, 0.3), low, 0.3 - 0.14 * level);
    }
    if (p.y < ground + 0.03 * noise(vec2(p.x * 5.0, 1.0), s)) {
        float d = ground - p.y;
        float ripple = noise(vec2(p.x * 5.0, d * 40.0 / (0.3 + d) + iTime * 2.0), s + 17U);
        vec3 moat = mix(stone * 0.5, high, 0.4 + 0.5 * ripple) * 0.7;
        vec3 grass = hsv(0.18 + 0.14 * rnd(s, 15), 0.55, 0.45) * (0.4 + fbm(vec2(p.x, d * 3.0) * 6.0, 3, s + 18U));
        col = rnd(s, 16) < 0.5 && d > 0.06 ? moat : grass;
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
