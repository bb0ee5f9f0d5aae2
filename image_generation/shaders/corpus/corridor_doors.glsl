// title: Hotel Corridors
// description: Long passages with doors, lamps, carpets of many patterns and windows, some with turns
// tags: corridor, room, interior, doors, perspective

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
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

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8);
    vec2 half_ = vec2(0.8 + 0.9 * rnd(s, 1), 1.0 + 0.4 * rnd(s, 2));
    float bay = 1.8 + 1.6 * rnd(s, 3);
    vec3 ro = vec3((rnd(s, 4) - 0.5) * half_.x, (rnd(s, 5) - 0.6) * half_.y, 3.0 * iTime + 90.0 * rnd(s, 6));
    vec3 rd = look(p, ro, ro + vec3(2.2 * rnd(s, 7) - 1.1, 0.5 * rnd(s, 8) - 0.3, 1.0), 0.8 + 0.7 * rnd(s, 9));
    vec2 k = (sign(rd.xy) * half_ - ro.xy) / (rd.xy + vec2(lessThan(abs(rd.xy), vec2(1e-4))) * 1e-4);
    float endT = rd.z > 0.0 ? (5.0 + 9.0 * rnd(s, 10)) / rd.z : 1e5;
    float t = min(min(k.x, k.y), endT);
    vec3 q = ro + rd * t;
    vec3 n = t == endT ? vec3(0.0, 0.0, -1.0) : k.x < k.y ? vec3(-sign(rd.x), 0.0, 0.0) : vec3(0.0, -sign(rd.y), 0.0);
    float z = q.z - bay * floor(q.z / bay) - 0.5 * bay;
    int bayId = int(floor(q.z / bay));
    float side = n.x > 0.0 ? 1.0 : 2.0;
    vec3 paper = hsv(rnd(s, 11), 0.15 + 0.5 * rnd(s, 12), 0.45 + 0.45 * rnd(s, 13)), trim = mix(vec3(0.85), hsv(rnd(s, 14), 0.6, 0.4), step(0.5, rnd(s, 15)));
    vec3 mat, glow = vec3(0.0);
    if (n.y > 0.5) {
        float kind = rnd(s, 16);
        vec2 c = q.xz * (1.5 + 2.5 * rnd(s, 17));
        float m;
        if (kind < 0.3) m = step(0.5, fract(0.5 * (floor(c.x) + floor(c.y))));
        else if (kind < 0.55) m = step(0.5, fract(length(fract(c) - 0.5) * 3.0));
        else if (kind < 0.8) m = step(0.5, fract(abs(fract(c.x) - 0.5) + c.y));
        else m = smoothstep(0.45, 0.55, fbm(c, 3, s));
        mat = mix(hsv(rnd(s, 18), 0.6, 0.5), hsv(rnd(s, 19), 0.5, 0.75), m);
        if (abs(q.x) > half_.x * (0.6 + 0.5 * rnd(s, 20))) mat = hsv(0.07, 0.5, 0.4) * (0.7 + 0.5 * noise(q.xz * vec2(3.0, 30.0).yx, s));
        mat *= 0.85 + 0.3 * noise(q.xz * 18.0, s);
    } else if (n.y < -0.5) {
        mat = vec3(0.8);
        vec2 f = abs(vec2(q.x, z));
        if (max(f.x - 0.25, f.y - 0.4) < 0.0 && rnd(s, 21) < 0.6) glow = vec3(1.3);
        if (abs(z) > 0.5 * bay - 0.06) mat *= 0.7;
    } else {
        vec2 uv = n.z < -0.5 ? vec2(q.x, q.y) : vec2(z, q.y);
        uint id = cell(ivec2(bayId, int(side)), s);
        float w = rnd(s, 22);
        mat = paper * (w < 0.4 ? 0.85 + 0.2 * step(0.5, fract(uv.x * 7.0)) : w < 0.7 ? 0.85 + 0.25 * step(length(fract(uv * 5.0) - 0.5), 0.2) : 0.8 + 0.3 * noise(uv * 6.0, s));
        if (uv.y < -0.25 * half_.y) mat = mix(trim, paper * 0.5, 0.3) * (abs(fract(uv.x * 2.0) - 0.5) > 0.44 ? 0.7 : 1.0);
        if (abs(uv.y + 0.25 * half_.y) < 0.03 || uv.y < -0.9 * half_.y || uv.y > 0.92 * half_.y) mat = trim;
        vec2 door = vec2(abs(uv.x), uv.y + 0.25 * half_.y);
        vec2 hs = vec2(0.45, 0.75 * half_.y);
        float d = max(door.x - hs.x, abs(door.y) - hs.y);
        float what = n.z < -0.5 ? 0.9 : rnd(id, 1);
        if (what < 0.55) {
            if (d < 0.08) mat = trim;
            if (d < 0.0) {
                vec3 leaf = hsv(rnd(s, 23), 0.5, 0.35 + 0.3 * rnd(s, 24)) * (0.75 + 0.4 * noise(uv * vec2(25.0, 2.0), s));
                vec2 panel = abs(vec2(door.x - 0.22, abs(door.y) - 0.36 * half_.y)) - vec2(0.14, 0.26 * half_.y);
                float pe = max(panel.x, panel.y);
                mat = leaf * (1.0 - 0.5 * smoothstep(0.03, 0.0, abs(pe)) + 0.2 * step(pe, 0.0));
                if (length(uv - vec2(0.37, -0.3 * half_.y)) < 0.04) mat = vec3(1.1, 0.9, 0.4);
                if (rnd(id, 2) < 0.15) { mat = vec3(0.03); glow = hsv(0.1, 0.4, 0.4) * step(uv.x, 0.2); }
            }
        } else if (what < 0.75) {
            float e = max(abs(uv.x) - 0.4, abs(uv.y - 0.2) - 0.3);
            if (e < 0.05) mat = hsv(0.1, 0.6, 0.45);
            if (e < 0.0) mat = mix(hsv(rnd(id, 3), 0.5, 0.8), hsv(rnd(id, 4), 0.6, 0.3), smoothstep(0.4, 0.6, fbm(uv * 4.0, 3, id) + uv.y - 0.2));
        } else {
            float e = max(abs(uv.x) - 0.42, abs(uv.y - 0.1) - 0.55 * half_.y);
            if (e < 0.06) mat = trim;
            if (e < 0.0 && abs(uv.x) > 0.02 && abs(uv.y - 0.2) > 0.02) { mat = vec3(0.1); glow = mix(hsv(0.3, 0.4, 0.5), vec3(0.75, 0.9, 1.2), smoothstep(0.0, 0.1, uv.y + 0.15 * fbm(uv * 6.0, 3, id))); }
        }
    }
    vec3 l = vec3(0.0, half_.y * 0.8, q.z - z) - q;
    float ld = length(l);
    vec3 tint = hsv(0.06 + 0.1 * rnd(s, 25), 0.5 * rnd(s, 26), 1.0);
    float lit = max(dot(n, l / ld), 0.0) * 1.1 / (0.4 + 0.7 * ld * ld);
    if (n.z < -0.5) lit = 0.45;
    float corner = clamp(0.45 + 1.6 * min(half_.x - abs(q.x) + step(0.5, abs(n.x)) * 9.0, half_.y - abs(q.y) + step(0.5, abs(n.y)) * 9.0), 0.45, 1.0);
    vec3 col = mat * corner * (tint * lit * 1.6 + 0.28) + glow;
    col = mix(hsv(rnd(s, 27), 0.3, 0.2), col, exp(-0.003 * t * t));
    fragColor = vec4(film(col * 1.5), 1.0);
}
